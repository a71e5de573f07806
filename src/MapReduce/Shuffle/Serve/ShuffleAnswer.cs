using Hathi.Base;
using Hathi.Platform.Disk;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// One answer on its way: a head, then a header and the bytes of each map output. It gets on in turns, each on a thread that may wait for
/// disks; between them the connection waits for its peer, which costs no thread. One turn at a time.
/// </summary>
internal sealed class ShuffleAnswer(ShuffleService service, SocketSender sender, ShuffleJob job, ShuffleRequest request) : IDisposable
{
    /// <summary>Bytes of files that one turn sends while others wait for a thread: some 40 ms of a disk that seeks.</summary>
    internal const int TurnBytes = 4 << 20;

    /// <summary>Outputs that one turn looks for or opens while others wait for a thread: what a reducer asks for at once.</summary>
    internal const int TurnOutputs = 20;

    /// <summary>
    /// Bytes of a file that wait in memory for room in the socket: few, for each connection may have them. Without sendfile
    /// all bytes go that way.
    /// </summary>
    private static readonly int s_chunkBytes = OperatingSystem.IsLinux() ? 16 * 1024 : 128 * 1024;

    private readonly byte[] _header = new byte[ShuffleHeader.MaxBytes];
    private readonly List<MapOutputRange> _outputs = new(request.Maps.Count);
    private int _next;
    private int _opened;
    private SafeFileHandle? _file;
    private long _at;
    private long _end;
    private byte[]? _chunk;

    /// <summary>Makes the answer's head, given the length of what follows.</summary>
    internal required Func<long, byte[]> Head { get; init; }

    /// <summary>What is to be sent before the next turn; empty: the turn ended because others wait for theirs.</summary>
    internal ReadOnlyMemory<byte> Rest { get; private set; }

    /// <summary>All is sent.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>Bytes that the socket took in the last turn.</summary>
    internal long Taken { get; private set; }

    /// <summary>Sends until the socket has no room, or all is sent, or others want the thread.</summary>
    /// <exception cref="ShuffleRefusal">There is no such output; nothing was sent yet.</exception>
    /// <exception cref="IOException">The peer has gone, or an output cannot be read to its end.</exception>
    internal void Turn()
    {
        (Taken, Rest, _opened) = (0, default, 0);
        try
        {
            while (_outputs.Count < request.Maps.Count)
            {
                if (IsOver)
                {
                    return;
                }

                _opened++;
                _outputs.Add(service.Outputs.Find(job, request.Maps[_outputs.Count], request.Reduce));
            }

            if (_next == 0)
            {
                Open(_outputs[0]);
                _next = 1;
                byte[] first = [.. Head(_outputs.Sum(o => o.Header(request.Reduce).Size + o.Length)), .. HeaderOf(_outputs[0]).Span];
                SendBytes(first);
            }

            SendOutputs();
        }
        catch (ShuffleRefusal e) when (_next > 0)
        {
            // Too late for a status: a cut connection makes the reducer ask again for what it has not got.
            throw new ReducerLostException(e.Message, e);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        if (_chunk is not null)
        {
            BoundedPool<byte>.Return(_chunk);
            _chunk = null;
        }
    }

    private bool IsOver => (Taken >= TurnBytes || _opened >= TurnOutputs) && service.Senders.AreWaitedFor;

    private void SendOutputs()
    {
        while (Rest.IsEmpty && !IsDone && !IsOver)
        {
            if (_at == _end)
            {
                Next();
            }
            else
            {
                SendRange(_outputs[_next - 1].Path);
            }
        }
    }

    private void Next()
    {
        service.Sent(_outputs[_next - 1].Length);
        if (_next == _outputs.Count)
        {
            IsDone = true;
            return;
        }

        _opened++;
        Open(_outputs[_next]);
        SendBytes(HeaderOf(_outputs[_next++]));
    }

    // Headers of outputs and what follows them go in one segment where both are small.
    private void SendBytes(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var taken = sender.TrySend(bytes.Span, more: _at < _end);
            if (taken == SocketSender.NoRoom)
            {
                Rest = bytes;
                return;
            }

            Taken += taken;
            bytes = bytes[(int)taken..];
        }
    }

    private void SendRange(string path)
    {
        var taken = sender.TrySendFile(_file!, _at, Math.Min(_end - _at, TurnBytes));
        if (taken == SocketSender.NoRoom)
        {
            _chunk ??= BoundedPool<byte>.Rent(s_chunkBytes);
            taken = RandomAccess.Read(_file!, _chunk.AsSpan(0, (int)Math.Min(s_chunkBytes, _end - _at)), _at);
            Rest = _chunk.AsMemory(0, (int)taken);
        }
        else
        {
            Taken += taken;
        }

        _at += taken;
        if (taken == 0)
        {
            throw new ReducerLostException($"{path} ends before byte {_end}: it is shorter than its index says.", null);
        }
    }

    private ReadOnlyMemory<byte> HeaderOf(MapOutputRange output) => _header.AsMemory(0, output.Header(request.Reduce).Write(_header));

    private void Open(MapOutputRange output)
    {
        _file?.Dispose();
        try
        {
            _file = RegularFile.OpenBelow(output.Root, output.Path);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new ShuffleRefusal(ShuffleRefusal.Failed, $"The output of {output.MapId} cannot be read: {e.Message}");
        }

        (_at, _end) = (output.Start, output.Start + output.Length);
    }
}
