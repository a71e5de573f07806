using System.Globalization;
using Hathi.Base;
using Hathi.Yarn.NodeManager.Events;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>
/// A control group (version 2) for each container below one of the node: a share of the processors by vcores, and memory that the kernel
/// enforces between two looks of ours. Safe from any thread. Source: Linux <c>admin-guide/cgroup-v2</c>.
/// </summary>
internal sealed class ContainerCgroups
{
    private const int WeightPerCore = 100;
    private const int MaxWeight = 10_000;

    private readonly string _root;
    private readonly ILogger _log;

    private ContainerCgroups(string root, ILogger log)
    {
        _root = root;
        _log = log;
    }

    /// <summary>Takes a group for the node; null, with a warning, when the machine does not let us.</summary>
    internal static ContainerCgroups? Open(string root, ILogger log)
    {
        try
        {
            var parent = Path.GetDirectoryName(root) ?? throw new EnvironmentException($"{root} has no parent");
            var controllers = File.ReadAllText(Path.Join(parent, "cgroup.controllers"))
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (!controllers.Contains("cpu") || !controllers.Contains("memory"))
            {
                throw new EnvironmentException($"{parent} has no cpu and memory controllers (cgroup version 2)");
            }

            Directory.CreateDirectory(root);
            File.WriteAllText(Path.Join(parent, "cgroup.subtree_control"), "+cpu +memory");
            File.WriteAllText(Path.Join(root, "cgroup.subtree_control"), "+cpu +memory");
            return new ContainerCgroups(root, log);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.NoGroups(e.Message);
            return null;
        }
    }

    /// <summary>Makes a container's group.</summary>
    /// <returns>The file into which its first process writes itself; null: the kernel refused.</returns>
    internal string? Create(string container, long memoryBytes, int cores)
    {
        var group = Path.Join(_root, container);
        try
        {
            Directory.CreateDirectory(group);
            File.WriteAllText(
                Path.Join(group, "cpu.weight"), Math.Clamp(cores * WeightPerCore, 1, MaxWeight).ToString(CultureInfo.InvariantCulture));
            File.WriteAllText(Path.Join(group, "memory.max"), memoryBytes.ToString(CultureInfo.InvariantCulture));
            return Path.Join(group, "cgroup.procs");
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            _log.NoGroup(container, e.Message);
            return null;
        }
    }

    /// <summary>Whether the kernel ended a process of the container for want of memory.</summary>
    internal bool RanOutOfMemory(string container)
    {
        const string Killed = "oom_kill ";
        try
        {
            return File.ReadLines(Path.Join(_root, container, "memory.events"))
                .Any(static l => l.StartsWith(Killed, StringComparison.Ordinal) && l != Killed + "0");
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return false;
        }
    }

    /// <summary>Removes the group of a container that has ended.</summary>
    internal void Remove(string container)
    {
        try
        {
            Directory.Delete(Path.Join(_root, container));
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // A process on its way out may still be in it; an empty group costs nothing.
        }
    }
}
