using Hathi.Lab;

namespace Hathi.Cli.Labs;

/// <summary>A line a node as it comes and goes.</summary>
internal sealed class LabProgress(ProcessLab lab) : IProgress<LabEvent>
{
    private readonly Lock _gate = new();

    public void Report(LabEvent value)
    {
        if (value.Kind == LabEventKind.Started)
        {
            return;
        }

        var node = lab.Node(value.Node);
        var what = value.Kind == LabEventKind.Ready ? "ready" : "stopped";
        lock (_gate)
        {
            Console.WriteLine($"  {node.Name}  {LabAddresses.Of(lab.Subnet, node),-14}  {node.Rack,-10}  "
                + $"{string.Join(',', node.Roles),-18}  {what} after {value.Elapsed.TotalSeconds:0.0} s");
        }
    }
}
