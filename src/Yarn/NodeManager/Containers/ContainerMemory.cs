using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// Containers in the node's memory: <c>container/ID/request</c> (start time, local directory, log directory, the request), <c>…/pid</c> (process and
/// its start time), <c>…/end</c> (exit status, finish time, diagnostics).
/// </summary>
internal sealed class ContainerMemory(StateStore state)
{
    private const string Prefix = "container/";
    private const string RequestSuffix = "/request";
    private const string PidSuffix = "/pid";
    private const string EndSuffix = "/end";

    internal void Started(Container container)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(container.StartTime);
            writer.Write(container.Local!);
            writer.Write(container.Logs!);
            writer.Write(container.Request.ToByteArray());
        }

        state.Put(Prefix + container.Id + RequestSuffix, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    internal void Launched(Container container, long processStart)
    {
        Span<byte> value = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(value, container.Pid);
        BinaryPrimitives.WriteInt64BigEndian(value[4..], processStart);
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

    internal void Forgotten(Container container)
    {
        state.Delete(Prefix + container.Id + RequestSuffix);
        state.Delete(Prefix + container.Id + PidSuffix);
        state.Delete(Prefix + container.Id + EndSuffix);
    }

    /// <summary>All containers that were not forgotten, ended or not.</summary>
    internal IReadOnlyList<RememberedContainer> Recall()
    {
        var found = new List<RememberedContainer>();
        foreach (var (key, value) in state.Below(Prefix))
        {
            if (key.EndsWith(RequestSuffix, StringComparison.Ordinal))
            {
                found.Add(Recall(key[..^RequestSuffix.Length], value));
            }
        }

        return found;
    }

    private RememberedContainer Recall(string key, byte[] value)
    {
        using var reader = new BinaryReader(new MemoryStream(value), Encoding.UTF8);
        var startTime = reader.ReadInt64();
        var local = reader.ReadString();
        var logs = reader.ReadString();
        var request = StartContainerRequestProto.Parser.ParseFrom(value, (int)reader.BaseStream.Position, value.Length - (int)reader.BaseStream.Position);
        var token = ContainerTokenIdentifierProto.Parser.ParseFrom(request.ContainerToken.Identifier);
        var container = new Container(token, request, startTime) { Local = local, Logs = logs };
        long processStart = 0;
        if (state.Get(key + PidSuffix) is { } pid)
        {
            container.Pid = BinaryPrimitives.ReadInt32BigEndian(pid);
            processStart = BinaryPrimitives.ReadInt64BigEndian(pid.AsSpan(4));
        }

        if (state.Get(key + EndSuffix) is { } end)
        {
            container.AddDiagnostics(Encoding.UTF8.GetString(end.AsSpan(12)));
            container.End(BinaryPrimitives.ReadInt32BigEndian(end), BinaryPrimitives.ReadInt64BigEndian(end.AsSpan(4)));
        }

        return new RememberedContainer(container, processStart);
    }
}

/// <summary>A container from before a restart.</summary>
/// <param name="Container">As it was.</param>
/// <param name="ProcessStart">The start time of its first process; 0: none was started, as far as is known.</param>
internal sealed record RememberedContainer(Container Container, long ProcessStart);
