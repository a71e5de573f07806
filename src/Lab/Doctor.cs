using System.Net;
using System.Net.Sockets;
using Hathi.Lab.Drivers.Process;
using Hathi.Lab.Spec;

namespace Hathi.Lab;

/// <summary>One thing looked at.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Ok">Fine, or something to mend.</param>
/// <param name="Detail">What was found; and what to do when it is not fine.</param>
public sealed record Finding(string What, bool Ok, string Detail);

/// <summary>Looks at a machine for what a lab needs, so that a problem has a name before it has a stack trace.</summary>
public static class Doctor
{
    /// <summary>Five idle nodes and room to work.</summary>
    private const long MemoryWanted = 1L << 30;

    /// <summary>A demo and its replicas.</summary>
    private const long DiskWanted = 4L << 30;

    /// <summary>Every connection and every open block is a file.</summary>
    private const int OpenFilesWanted = 4096;

    /// <summary>All findings, the worst not sorted first: the order is that of the start of a lab.</summary>
    public static IReadOnlyList<Finding> Examine(LabHome home) =>
    [
        Runtime(),
        Memory(),
        Disk(home),
        OpenFiles(),
        Addresses(),
        HadoopConf(home),
        Hadoop(Environment.GetEnvironmentVariable(HadoopHome.Variable)),
        .. home.All().Select(Lab),
    ];

    private static Finding Runtime() => new(".NET", Environment.Version.Major >= 10, $"runtime {Environment.Version}");

    private static Finding Memory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new Finding(
            "memory",
            bytes >= MemoryWanted,
            $"{bytes >> 20} MiB" + (bytes >= MemoryWanted ? "" : "; a lab of five nodes wants 1 GiB: use `hathi up --nodes 3`"));
    }

    private static Finding Disk(LabHome home)
    {
        var at = home.Root;
        while (!Directory.Exists(at))
        {
            at = Path.GetDirectoryName(at)!;
        }

        var free = new DriveInfo(at).AvailableFreeSpace;
        return new Finding(
            "disk",
            free >= DiskWanted,
            $"{free >> 20} MiB free under {home.Root}" + (free >= DiskWanted ? "" : "; set HATHI_HOME to a larger disk"));
    }

    private static Finding OpenFiles()
    {
        if (!OperatingSystem.IsLinux())
        {
            return new Finding("open files", true, "not looked at on this system");
        }

        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var ok = words.Length > 3 && (words[3] == "unlimited" || (long.TryParse(words[3], out var limit) && limit >= OpenFilesWanted));
        return new Finding(
            "open files",
            ok,
            words.Length > 3 ? $"limit {words[3]}" + (ok ? "" : $"; raise it with `ulimit -n {OpenFilesWanted}`") : "unknown");
    }

    private static Finding Addresses()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse("127.77.0.200"), 0));
            return new Finding("addresses", true, "127.77.0.0/16 can be used");
        }
        catch (SocketException e)
        {
            return new Finding(
                "addresses", false, $"127.77.0.200 cannot be used ({e.Message}); add it: sudo ifconfig lo0 alias 127.77.0.200");
        }
    }

    private static Finding HadoopConf(LabHome home)
    {
        var conf = Environment.GetEnvironmentVariable("HADOOP_CONF_DIR");
        return string.IsNullOrEmpty(conf)
            ? new Finding("HADOOP_CONF_DIR", true, "not set; the lab named by --name, or `lab`, is used")
            : new Finding("HADOOP_CONF_DIR", Directory.Exists(conf), Directory.Exists(conf)
                ? $"{conf}; commands without --name go to the cluster it names"
                : $"{conf} does not exist; unset it, or run eval \"$(hathi env)\"");
    }

    internal static Finding Hadoop(string? variable)
    {
        if (string.IsNullOrEmpty(variable))
        {
            return new Finding(HadoopHome.Variable, true, "not set; Hadoop's own jobs need `hathi up --hadoop DIR`");
        }

        try
        {
            return new Finding(
                HadoopHome.Variable,
                true,
                $"{HadoopHome.Open(variable, HadoopHome.Variable).Path}; Hadoop's own jobs find its classes there");
        }
        catch (LabException e)
        {
            return new Finding(HadoopHome.Variable, false, $"{e.Message}; set it to an Apache Hadoop, or unset it");
        }
    }

    private static Finding Lab(LabHome home)
    {
        try
        {
            var spec = Spec.LabSpecFile.ParseMade(File.ReadAllText(home.SpecFile), home.SpecFile);
            var up = spec.Nodes.Count(n => NodeProcess.Find(home.NodePid(n.Name)) is not null);
            return new Finding(
                $"lab {home.Name}",
                up == 0 || up == spec.Nodes.Count,
                $"{up} of {spec.Nodes.Count} nodes run" + (up == 0 || up == spec.Nodes.Count ? "" : "; `hathi up` starts the others"));
        }
        catch (LabException e)
        {
            return new Finding($"lab {home.Name}", false, e.Message);
        }
    }
}
