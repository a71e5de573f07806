using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Launch;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// Containers in the node's memory. What was asked for is a file, <c>nmPrivate/APPLICATION/CONTAINER.request</c>: it outlives this process without
/// waiting for a disk, and no container outlives the machine. What became of it is in the log: <c>container/ID/pid</c> (process and its start time),
/// <c>container/ID/end</c> (exit status, finish time, diagnostics).
/// </summary>
internal sealed class ContainerMemory(StateStore state, NodeDirectories directories, INodeLog log)
{
    private const string Prefix = "container/";
    private const string PidSuffix = "/pid";
    private const string EndSuffix = "/end";
    private const string RequestSuffix = ".request";

    /// <summary>What a call may have (ipc.maximum.data.length, 128 MiB), and what is written in front of it.</summary>
    private const int MostRequestBytes = 129 << 20;

    private static readonly EnumerationOptions Requests = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <exception cref="IOException">The local directory does not take it.</exception>
    internal void Started(Container container)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(container.StartTime);
            writer.Write(container.Logs!);
            writer.Write(container.Request.ToByteArray());
        }

        var path = RequestFile(container);
        NodeDirectories.MakePassable(Path.GetDirectoryName(path)!);
        ContainerFiles.WriteSecret(path, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    internal void Launched(Container container)
    {
        Span<byte> value = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(value, container.Pid);
        BinaryPrimitives.WriteInt64BigEndian(value[4..], container.ProcessStart);
        state.Put(Prefix + container.Id + PidSuffix, value);
    }

    internal void Ended(Container container)
    {
        var diagnostics = Encoding.UTF8.GetBytes(container.Diagnostics);
        var value = new byte[12 + diagnostics.Length];
        BinaryPrimitives.WriteInt32BigEndian(value, container.ExitStatus);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(4), container.FinishTime);
        diagnostics.CopyTo(value, 12);
        state.Put(Prefix + container.Id + EndSuffix, value);
    }

    /// <summary>The node need not know it any more. Does not throw: a request that cannot be removed is found, and told of, after a restart.</summary>
    internal void Forgotten(Container container)
    {
        try
        {
            File.Delete(RequestFile(container));
        }
        catch (Exception e) when (DiskFaults.KindOf(e) == DiskFault.Gone)
        {
            // Its application's directory has gone already.
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.Warn("nodemanager", $"The request of {container.Id} was not removed: {e.Message}", null);
        }

        state.Delete(Prefix + container.Id + PidSuffix);
        state.Delete(Prefix + container.Id + EndSuffix);
    }

    /// <summary>All containers that were not forgotten, ended or not.</summary>
    internal IReadOnlyList<Container> Recall()
    {
        var found = new List<Container>();
        var whole = directories.Local.Count == directories.AllLocal.Count;
        foreach (var local in directories.Local)
        {
            try
            {
                whole &= RecallFrom(local, found);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                whole = false;
                log.Warn("nodemanager", $"The containers of {local} are not taken up: {e.Message}", null);
            }
        }

        if (whole)
        {
            DropWithoutRequest(found);
        }

        return found;
    }

    // False: there are requests that cannot be read.
    private bool RecallFrom(string local, List<Container> found)
    {
        var whole = true;
        foreach (var path in Directory.EnumerateFiles(Path.Join(local, "nmPrivate"), "*" + RequestSuffix, Requests))
        {
            try
            {
                found.Add(Recall(local, RegularFile.ReadBelow(local, path, MostRequestBytes)));
            }
            catch (Exception e) when (e is EndOfStreamException || !DiskFaults.Is(e))
            {
                // Whatever is wrong with it: zeros of a power cut, bytes of another release.
                log.Warn("nodemanager", $"{path} does not read back, its container is not taken up: {e.Message}", null);
                File.Delete(path);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                // Says nothing of what is in it: it stays for a start that can read it.
                whole = false;
                log.Warn("nodemanager", $"{path} cannot be read, its container is not taken up: {e.Message}", null);
            }
        }

        return whole;
    }

    // The node was killed between the removal of a request and that of the rest. With a disk away its containers only seem to have none.
    private void DropWithoutRequest(List<Container> found)
    {
        var known = found.Select(static c => c.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, _) in state.Below(Prefix))
        {
            if (!known.Contains(key[Prefix.Length..key.LastIndexOf('/')]))
            {
                state.Delete(key);
            }
        }
    }

    private static string RequestFile(Container container) => NodeDirectories.Private(container.Local!, container.Application, container.Id) + RequestSuffix;

    private Container Recall(string local, byte[] value)
    {
        using var reader = new BinaryReader(new MemoryStream(value), Encoding.UTF8);
        var startTime = reader.ReadInt64();
        var logs = reader.ReadString();
        var request = StartContainerRequestProto.Parser.ParseFrom(value, (int)reader.BaseStream.Position, value.Length - (int)reader.BaseStream.Position);
        var token = ContainerTokenIdentifierProto.Parser.ParseFrom(request.ContainerToken.Identifier);
        var container = new Container(token, request, startTime) { Local = local, Logs = logs };
        if (state.Get(Prefix + container.Id + PidSuffix) is { } pid)
        {
            container.Pid = BinaryPrimitives.ReadInt32BigEndian(pid);
            container.ProcessStart = BinaryPrimitives.ReadInt64BigEndian(pid.AsSpan(4));
        }

        if (state.Get(Prefix + container.Id + EndSuffix) is { } end)
        {
            container.AddDiagnostics(Encoding.UTF8.GetString(end.AsSpan(12)));
            container.End(BinaryPrimitives.ReadInt32BigEndian(end), BinaryPrimitives.ReadInt64BigEndian(end.AsSpan(4)));
        }

        return container;
    }
}
