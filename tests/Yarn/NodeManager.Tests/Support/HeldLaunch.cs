using Hathi.Yarn.NodeManager.Containers;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.State;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>
/// A launch that stands before one of its steps. Where its process has been started by then, that has not read its script, and so has not
/// written its number, until the test lets it.
/// </summary>
internal sealed class HeldLaunch(LaunchStep step)
{
    private const string Kept = ".kept";

    private readonly TaskCompletionSource<Container> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _script = "";
    private FileStream? _pen;

    /// <summary>Completes when it stands there.</summary>
    internal Task<Container> Reached => _reached.Task;

    /// <summary>Is told which step comes next.</summary>
    internal async Task ReachesAsync(LaunchStep next, Container container)
    {
        if (next == LaunchStep.Start && step > LaunchStep.Start)
        {
            _script = new ContainerFiles(container).Script;
            File.Move(_script, _script + Kept);
            _ = new Pipe(_script);
        }

        if (next == LaunchStep.Look && _script.Length > 0)
        {
            // opens when the process does
            _pen = await Task.Run(
                () => new FileStream(_script, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)).Patiently();
        }

        if (next == step)
        {
            _reached.SetResult(container);
            await _go.Task; // for good, where the node is killed here
        }
    }

    /// <summary>It goes on.</summary>
    internal void LetGo() => _go.SetResult();

    /// <summary>It goes on to what fails.</summary>
    internal void LetFail() => _go.SetException(new IOException("as whatever was closed says"));

    /// <summary>A process that was started reads its script; nothing where none was.</summary>
    internal void LetProcessGo()
    {
        if (_pen is { } pen)
        {
            var text = File.ReadAllBytes(_script + Kept);
            File.Move(_script + Kept, _script, overwrite: true); // it is read twice
            pen.Write(text);
            pen.Dispose();
        }
    }
}
