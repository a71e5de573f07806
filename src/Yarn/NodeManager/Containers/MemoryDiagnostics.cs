using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.State;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// What the owner of a container over its memory is told. The first sentences are Apache's, known to tools and search engines.
/// </summary>
internal static class MemoryDiagnostics
{
    /// <summary>Processes listed at most: the rest of a fork bomb says nothing more.</summary>
    private const int MostProcesses = 100;

    internal static string Text(OverMemory over)
    {
        var (container, limit) = (over.Container, over.Container.MemoryLimit);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Container [pid={container.Pid},containerID={container.Id}] is running "
            + $"{over.Resident - limit}B beyond the 'PHYSICAL' memory limit. ");
        text.Append(CultureInfo.InvariantCulture, $"Current usage: {Size(over.Resident)}B of {Size(limit)}B physical memory used; "
            + $"{Size(over.Virtual)}B of virtual memory used. Killing container.\n");
        text.Append(Advice(container)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"Dump of the process-tree for {container.Id} :\n");
        text.Append("\t|- PID PPID PGRPID SESSID CMD_NAME CPU_TICKS VMEM_USAGE(BYTES) RSSMEM_USAGE(BYTES) FULL_CMD_LINE\n");
        foreach (var p in over.Tree.Take(MostProcesses))
        {
            text.Append(CultureInfo.InvariantCulture, $"\t|- {p.Pid} {p.Parent} {p.Group} {p.Session} ({p.Name}) {p.CpuTicks} "
                + $"{p.VirtualBytes} {p.ResidentBytes} {CommandLine(p.Pid)}\n");
        }

        return text.ToString();
    }

    /// <summary>The kernel was faster than the node's own look.</summary>
    internal static string EndedByKernel(Container container) =>
        $"Container [pid={container.Pid},containerID={container.Id}] is running beyond the 'PHYSICAL' memory limit. Current usage: "
        + $"more than {Size(container.MemoryLimit)}B of {Size(container.MemoryLimit)}B physical memory used. "
        + $"The kernel has ended it (memory.max of its control group).\n{Advice(container)}\n";

    private static string Advice(Container container)
    {
        var memory = container.Token.Resource.Memory;
        return container.IsMaster
            ? $"The application master was granted {memory} MiB: ask for more with yarn.app.mapreduce.am.resource.mb (MapReduce), "
                + "or lower the heap in yarn.app.mapreduce.am.command-opts."
            : $"The container was granted {memory} MiB: ask for more with mapreduce.map.memory.mb or mapreduce.reduce.memory.mb "
                + "(MapReduce), or lower the heap in mapreduce.map.java.opts or mapreduce.reduce.java.opts.";
    }

    private static string CommandLine(int pid)
    {
        const int Longest = 1000;
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ').Trim();
            return text.Length <= Longest ? text : text[..Longest];
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return "";
        }
    }

    // Source: StringUtils.TraditionalBinaryPrefix: "1.2 G", "512 M", "0 ".
    private static string Size(long bytes)
    {
        const string Prefixes = "KMGTPE";
        if (bytes < 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} ");
        }

        var step = 0;
        var value = bytes / 1024.0;
        while (value >= 1024 && step < Prefixes.Length - 1)
        {
            value /= 1024;
            step++;
        }

        return value == Math.Floor(value)
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0} {Prefixes[step]}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Prefixes[step]}");
    }
}

/// <summary>A container over its memory.</summary>
internal sealed record OverMemory(Container Container, IReadOnlyList<ProcessEntry> Tree, long Resident, long Virtual);
