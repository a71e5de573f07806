using System.Net.Sockets;

namespace Hathi.Tests.Cases.Wire;

/// <summary>Where a connection is to be cut.</summary>
/// <param name="said">All that the server has said so far.</param>
/// <returns>How many bytes of it the client may hear; more than there are: the connection goes on.</returns>
internal delegate int CutAt(ReadOnlySpan<byte> said);

/// <summary>Passes on what a client and a server say to each other, and writes it down.</summary>
/// <param name="cut">For what clients do when a server is lost; null: nothing is cut.</param>
internal sealed class RecordedConnection(CutAt? cut = null)
{
    private readonly Lock _gate = new();
    private readonly List<Step> _steps = [];
    private readonly List<byte> _said = [];
    private bool _isCut;

    /// <summary>Until both have ended.</summary>
    public async Task<IReadOnlyList<Step>> RecordAsync(Socket client, Socket server)
    {
        await Task.WhenAll(PassAsync(client, server, StepKind.Send), PassAsync(server, client, StepKind.Expect));
        return _steps;
    }

    private async Task PassAsync(Socket from, Socket to, StepKind kind)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var n and > 0)
            {
                var heard = kind == StepKind.Expect ? Heard(buffer.AsSpan(0, n)) : n;
                Note(kind, buffer.AsSpan(0, heard));
                await to.SendAsync(buffer.AsMemory(0, heard));
                if (_isCut)
                {
                    from.Shutdown(SocketShutdown.Both);
                    to.Shutdown(SocketShutdown.Both);
                }
            }
        }
        catch (SocketException)
        {
            // One of them is gone: what it has said is written down.
        }

        try
        {
            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // So is the other.
        }
    }

    // How much of what the server says now the client may hear.
    private int Heard(ReadOnlySpan<byte> bytes)
    {
        var before = _said.Count;
        _said.AddRange(bytes);
        var end = cut?.Invoke(_said.ToArray()) ?? int.MaxValue;
        _isCut = end <= _said.Count;
        return _isCut ? Math.Max(0, end - before) : bytes.Length;
    }

    private void Note(StepKind kind, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_steps.Count > 0 && _steps[^1].Kind == kind)
            {
                _steps[^1] = new Step(kind, [.. _steps[^1].Bytes, .. bytes]);
                return;
            }

            _steps.Add(new Step(kind, bytes.ToArray()));
        }
    }
}
