using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.NodeManager.Recovery;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Containers;

/// <summary>
/// Containers in the node's memory. What was asked for is a file, <c>nmPrivate/APPLICATION/CONTAINER.request</c>: it outlives this process
/// without waiting for a disk, and no container outlives the machine. What became of it is in the log: <c>container/ID/pid</c> (process and
/// its start time), <c>container/ID/end</c> (exit status, finish time, diagnostics), <c>container/ID/tries</c> (how often restarts have
/// begun to run it), <c>container/ID/killed</c> (it is to end: exit status, reason).
/// </summary>
internal sealed class ContainerMemory(
    StateStore state, NodeDirectories directories, DirectoryListing listing, PatientLook look, ILogger log)
{
    private const string Prefix = "container/";
    private const string PidSuffix = "/pid";
    private const string EndSuffix = "/end";
    private const string TriesSuffix = "/tries";
    private const string KilledSuffix = "/killed";
    private const string RequestSuffix = ".request";
    private const string DamagedSuffix = ".damaged";

    /// <summary>
    /// What a call that starts containers may have (16 MiB), and what is written in front of it. A longer file is none of the node's.
    /// </summary>
    private const int MostRequestBytes = 17 << 20;

    private readonly Lock _gate = new();

    /// <summary>
    /// Whose the keys of an id are. A disk that hangs may have one of the same name begin before the one before is forgotten.
    /// </summary>
    private readonly Dictionary<string, Container> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unseen = new(StringComparer.Ordinal);

    internal ContainerMemory(StateStore state, NodeDirectories directories, ILogger log, CancellationToken nodeEnds)
        : this(state, directories, new DirectoryListing(log, nodeEnds), new PatientLook(log, TimeProvider.System, nodeEnds), log)
    {
    }

    /// <summary>
    /// Of which <see cref="Recall()"/> cannot say that it has found all: applications by their names, and local directories whose
    /// applications were not listed. What runs of them is not to be taken for something that nobody remembers.
    /// </summary>
    internal IReadOnlySet<string> Unseen => _unseen;

    /// <exception cref="IOException">The local directory does not take it.</exception>
    internal void Started(Container container)
    {
        _ = Knows(container);
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(container.StartTime);
            writer.Write(container.Logs!);
            writer.Write(container.Request.ToByteArray());
        }

        var path = RequestFile(container);
        NodeDirectories.MakePassable(Path.GetDirectoryName(path)!);
        PrivateFile.Write(path, stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    internal void Launched(Container container)
    {
        Span<byte> value = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(value, container.Pid);
        BinaryPrimitives.WriteInt64BigEndian(value[4..], container.ProcessStart);
        state.Put(Prefix + container.Id + PidSuffix, value);
    }

    /// <summary>
    /// Wants a container ended, and has the next node in these directories know it: of one that dies before the container has ended, it
    /// would run on. Source: ContainerManagerImpl.stopContainerInternal and ContainerCleanup, which store only that it was killed, so that
    /// after a restart it is told with the signal that ended it; here the reason is told as it would have been.
    /// </summary>
    /// <returns>
    /// Whether it was not ended or ordered to end before. On the disk when <see cref="OrderKeptAsync(Container)"/> completes.
    /// </returns>
    internal bool Order(Container container, KillOrder order) => container.Order(order, first =>
    {
        var reason = Encoding.UTF8.GetBytes(first.Reason);
        var value = new byte[4 + reason.Length];
        BinaryPrimitives.WriteInt32BigEndian(value, first.ExitStatus);
        reason.CopyTo(value, 4);
        lock (_gate)
        {
            return Knows(container) ? state.Put(Prefix + container.Id + KilledSuffix, value) : 0;
        }
    });

    /// <summary>
    /// Completes when the order to end a container is on the disk, at once where nothing is ordered of it or it has ended; fails as
    /// <see cref="StateStore.KeptAsync(long?)"/>.
    /// </summary>
    internal Task OrderKeptAsync(Container container) =>
        container is { IsDone: false, Remembered: { } record } ? OrderKeptAsync(record) : Task.CompletedTask;

    private async Task OrderKeptAsync(Task<long?> record) =>
        await state.KeptAsync(await record.ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>It ends, with this exit status and at this time in milliseconds since 1970.</summary>
    /// <returns>
    /// Completes when that is on the disk; until then only its private directory says it, see <see cref="StateStore.KeptAsync()"/>.
    /// </returns>
    internal Task Ended(Container container, int exitStatus, long finishTime)
    {
        var diagnostics = Encoding.UTF8.GetBytes(container.Diagnostics);
        var value = new byte[12 + diagnostics.Length];
        BinaryPrimitives.WriteInt32BigEndian(value, exitStatus);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(4), finishTime);
        diagnostics.CopyTo(value, 12);
        state.Put(Prefix + container.Id + EndSuffix, value);
        return state.KeptAsync();
    }

    /// <summary>
    /// One that has no process is to be run after a restart. On the disk before it is: what ends the node with it is known to the next one.
    /// </summary>
    /// <returns>Which time it is, from 1.</returns>
    internal async Task<int> TriedAsync(Container container)
    {
        var key = Prefix + container.Id + TriesSuffix;
        var value = new byte[4];
        var tries = state.Get(key) is { Length: 4 } before ? BinaryPrimitives.ReadInt32BigEndian(before) + 1 : 1;
        BinaryPrimitives.WriteInt32BigEndian(value, tries);
        state.Put(key, value);
        await state.KeptAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // a node that keeps nothing runs it all the same
        return tries;
    }

    /// <summary>The node stops in good order: that is no try which ended it.</summary>
    internal void Stopped(Container container)
    {
        if (container is { Pid: 0, IsDone: false })
        {
            state.Delete(Prefix + container.Id + TriesSuffix);
        }
    }

    /// <summary>
    /// The node need not know it any more. Does not throw: a request that cannot be removed is found, and told of, after a restart.
    /// </summary>
    internal Task ForgetAsync(Container container) => ForgetAsync([container]);

    /// <summary>The same of many.</summary>
    internal Task ForgetAsync(IEnumerable<Container> containers) =>
        Task.WhenAll(
            containers.Where(static c => c.Local is not null).GroupBy(static c => c.Local!, StringComparer.Ordinal).Select(ForgetAsync));

    // On a disk that hangs they stay, and what became of them with them.
    private async Task ForgetAsync(IGrouping<string, Container> containers)
    {
        LetGo(containers);
        try
        {
            await directories.Calls.AskAsync(
                containers.Key, () => containers.ToList().ForEach(Forget), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.RequestsNotRemoved(DiskFaults.Is(e) ? null : e, containers.First().Id, containers.Count() - 1, e.Message);
        }
    }

    private void LetGo(IEnumerable<Container> containers)
    {
        lock (_gate)
        {
            foreach (var container in containers)
            {
                container.IsForgotten = true;
                _ = Knower(container.Id) == container && _known.Remove(container.Id);
            }
        }
    }

    private Container? Knower(string id) => _known.GetValueOrDefault(id);

    // False: it was forgotten. Its id has nothing of another from then on: an order to end that one is none for this.
    private bool Knows(Container container)
    {
        lock (_gate)
        {
            if (!container.IsForgotten && Knower(container.Id) != container)
            {
                _known[container.Id] = container;
                DeleteKeys(container.Id);
            }

            return !container.IsForgotten;
        }
    }

    // The request goes first: one that is found without its end would be run once more.
    private void Forget(Container container)
    {
        try
        {
            lock (_gate)
            {
                if (Knower(container.Id) is { } later && later.Local == container.Local)
                {
                    return; // the file is that one's, or will be
                }
            }

            File.Delete(RequestFile(container));
        }
        catch (Exception e) when (DiskFaults.KindOf(e) == DiskFault.Gone)
        {
            // Its application's directory has gone already.
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.RequestNotRemoved(container.Id, e.Message);
        }

        lock (_gate)
        {
            if (Knower(container.Id) is null)
            {
                DeleteKeys(container.Id);
            }
        }
    }

    private void DeleteKeys(string id)
    {
        state.Delete(Prefix + id + PidSuffix);
        state.Delete(Prefix + id + EndSuffix);
        state.Delete(Prefix + id + TriesSuffix);
        state.Delete(Prefix + id + KilledSuffix);
    }

    /// <summary>All containers that were not forgotten, ended or not.</summary>
    internal IReadOnlyList<Container> Recall()
    {
        var found = new List<Container>();
        _unseen.Clear();
        foreach (var local in directories.ReadableLocal)
        {
            if (!listing.TryDirectories(Path.Join(local, "nmPrivate"), out var applications))
            {
                _unseen.Add(local);
            }

            foreach (var application in applications)
            {
                var isSeen = listing.TryFiles(application, RequestSuffix, out var requests);
                foreach (var path in requests)
                {
                    isSeen &= TryRecall(local, path, found);
                }

                if (!isSeen)
                {
                    _unseen.Add(Path.GetFileName(application));
                }
            }
        }

        if (_unseen.Count == 0 && directories.ReadableLocal.Count == directories.AllLocal.Count)
        {
            DropWithoutRequest(found);
        }

        return found;
    }

    // False: it cannot be read, which says nothing of what is in it: it stays for a start that can.
    private bool TryRecall(string local, string path, List<Container> found)
    {
        try
        {
            var bytes = look.At(path, () => RegularFile.ReadBelow(local, path, MostRequestBytes));
            if (Read(local, path, bytes) is { } container)
            {
                found.Add(container);
            }
            else
            {
                File.Move(path, path + DamagedSuffix, overwrite: true);
            }

            return true;
        }
        catch (Exception e) when (DiskFaults.KindOf(e) == DiskFault.Gone)
        {
            return true; // Nothing has the name that was listed: the node gives none that is no text.
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.RequestNotRead(path, e.Message);
            return false;
        }
        catch (OutOfMemoryException)
        {
            log.RequestTooLarge(path);
            return false;
        }
    }

    // Null: it does not read back. Whatever is in a file, of a power cut or of a container, is no reason for the node not to start.
    private Container? Read(string local, string path, byte[] value)
    {
        try
        {
            var remembered = Recall(local, value);
            return remembered.Id + RequestSuffix == Path.GetFileName(path)
                ? remembered
                : throw new InvalidDataException($"It is the request of {remembered.Id}.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.RequestPutAside(path, DamagedSuffix, e.Message);
            return null;
        }
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

    private static string RequestFile(Container container) =>
        NodeDirectories.Private(container.Local!, container.Application, container.Id) + RequestSuffix;

    private Container Recall(string local, byte[] value)
    {
        using var reader = new BinaryReader(new MemoryStream(value), Encoding.UTF8);
        var startTime = reader.ReadInt64();
        var logs = reader.ReadString();
        var request = ProtoBytes.Parse(value.AsSpan((int)reader.BaseStream.Position), StartContainerRequestProto.Parser);
        StoredRequests.Demand(request);
        var token = ProtoBytes.Parse(RequestTokens.Taken(request.ContainerToken).Span, ContainerTokenIdentifierProto.Parser);
        StoredRequests.Demand(token);
        var container = new Container(token, request, startTime) { Local = local, Logs = logs };
        if (state.Get(Prefix + container.Id + PidSuffix) is { } pid)
        {
            container.Pid = BinaryPrimitives.ReadInt32BigEndian(pid);
            container.ProcessStart = BinaryPrimitives.ReadInt64BigEndian(pid.AsSpan(4));
        }

        if (state.Get(Prefix + container.Id + EndSuffix) is { } end)
        {
            container.RecallDiagnostics(Encoding.UTF8.GetString(end.AsSpan(12)));
            container.End(BinaryPrimitives.ReadInt32BigEndian(end), BinaryPrimitives.ReadInt64BigEndian(end.AsSpan(4)));
        }
        else if (state.Get(Prefix + container.Id + KilledSuffix) is { } killed)
        {
            container.Order(
                new KillOrder(BinaryPrimitives.ReadInt32BigEndian(killed), Encoding.UTF8.GetString(killed.AsSpan(4))), static _ => 0);
            container.AddDiagnostics("Container recovered as killed.\n");
        }

        lock (_gate)
        {
            _known[container.Id] = container;
        }

        return container;
    }
}
