using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Hathi.Base;

namespace Hathi.Platform.Net;

/// <summary>
/// Who holds a TCP port of this machine, for a message that a user can act on. Source: proc(5), /proc/net/tcp and /proc/PID/fd.
/// </summary>
public static class ListenPorts
{
    private const string ListenState = "0A";
    private const int MaxCommandChars = 80;

    /// <summary>"port 127.77.0.200:8020 is taken by process 1234 (java org.apache…)", as far as this system lets us see.</summary>
    public static string DescribeTaken(IPEndPoint endpoint)
    {
        var holder = FindHolder(endpoint);
        return holder is null
            ? $"port {endpoint} is taken by another process"
            : $"port {endpoint} is taken by process {holder.ProcessId} ({holder.Command})";
    }

    /// <summary>The process that listens there, or on the wildcard address; null when there is none or it is hidden from us.</summary>
    public static PortHolder? FindHolder(IPEndPoint endpoint)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var inode = FindInode("/proc/net/tcp", endpoint) ?? FindInode("/proc/net/tcp6", endpoint);
        return inode is null ? null : FindProcess($"socket:[{inode}]");
    }

    private static string? FindInode(string table, IPEndPoint endpoint)
    {
        if (!File.Exists(table))
        {
            return null;
        }

        foreach (var line in File.ReadLines(table))
        {
            // sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && string.Equals(fields[3], ListenState, StringComparison.Ordinal) && Matches(fields[1], endpoint))
            {
                return fields[9];
            }
        }

        return null;
    }

    private static bool Matches(string local, IPEndPoint endpoint)
    {
        var colon = local.IndexOf(':', StringComparison.Ordinal);
        if (int.Parse(local.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) != endpoint.Port)
        {
            return false;
        }

        var address = ParseAddress(local.AsSpan(0, colon));
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || endpoint.Address.Equals(IPAddress.Any)
            || address.Plain().Equals(endpoint.Address);
    }

    // The kernel prints each 32-bit word of the address as the machine holds it.
    private static IPAddress ParseAddress(ReadOnlySpan<char> hex)
    {
        Span<byte> bytes = stackalloc byte[16];
        var words = hex.Length / 8;
        for (var i = 0; i < words; i++)
        {
            var word = uint.Parse(hex.Slice(8 * i, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            BinaryPrimitives.WriteUInt32LittleEndian(
                bytes[(4 * i)..], BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        return new IPAddress(bytes[..(4 * words)]);
    }

    private static PortHolder? FindProcess(string link)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Holds(directory, link))
            {
                return new PortHolder(id, Command(directory));
            }
        }

        return null;
    }

    private static bool Holds(string process, string link)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Join(process, "fd")))
            {
                if (string.Equals(new FileInfo(file).LinkTarget, link, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // It ended, or it is another user's.
        }

        return false;
    }

    private static string Command(string process)
    {
        try
        {
            var command = File.ReadAllText(Path.Join(process, "cmdline")).Replace('\0', ' ').Trim();
            return command.Length <= MaxCommandChars ? command : string.Concat(command.AsSpan(0, MaxCommandChars), "…");
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return "unknown command";
        }
    }
}

/// <summary>A process that listens on a port.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Command">Its command line, shortened to 80 characters.</param>
public sealed record PortHolder(int ProcessId, string Command);
