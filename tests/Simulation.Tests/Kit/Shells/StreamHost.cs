using System.Net;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// The connections of one life of a process. What comes for a stream that it does not know, of an earlier life say, is
/// answered with a reset.
/// </summary>
internal sealed class StreamHost(ShellLife life, Shells shells)
{
    private const int FirstEphemeralPort = 32_768;

    private readonly Dictionary<long, SimStream> _streams = [];
    private readonly Dictionary<int, Action<SimStream>> _listeners = [];
    private int _port = FirstEphemeralPort;

    /// <summary>Whose.</summary>
    public ShellLife Life => life;

    /// <summary>Where this process is.</summary>
    public IPAddress Address { get; } = shells.AddressOf(life.Process.Name);

    /// <summary>Takes the streams that others open to a port.</summary>
    public void Listen(int port, Action<SimStream> accept) => _listeners.Add(port, accept);

    /// <summary>Begins to open a stream: it is accepted, reset, or nothing is heard of it.</summary>
    public SimStream Open(IPEndPoint remote)
    {
        life.DemandAlive();
        var stream = new SimStream(
            this, shells.NextId(), shells.At(remote.Address) ?? "", isOpener: true, new IPEndPoint(Address, _port++), remote);
        if (stream.Peer.Length > 0)
        {
            _streams.Add(stream.Id, stream);
            stream.Open(remote.Port);
        }

        return stream;
    }

    internal void Take(string from, Segment segment)
    {
        if (_streams.TryGetValue(segment.Stream, out var stream))
        {
            stream.Take(segment);
        }
        else if (segment is { ToAcceptor: true, Number: 0, Payload: Syn syn }
            && _listeners.TryGetValue(syn.Port, out var accept)
            && shells.Opens(segment.Stream))
        {
            Accept(from, segment, syn, accept);
        }
        else if (segment.Payload is not StreamWord.Reset)
        {
            life.Process.Send(from, new Segment(segment.Stream, !segment.ToAcceptor, 0, StreamWord.Reset));
        }
    }

    internal void Send(SimStream stream, int number, object payload)
    {
        if (!life.IsOver)
        {
            life.Process.Send(stream.Peer, new Segment(stream.Id, stream.IsOpener, number, payload));
        }
    }

    internal void Forget(SimStream stream) => _streams.Remove(stream.Id);

    private void Accept(string from, Segment segment, Syn syn, Action<SimStream> accept)
    {
        var remote = new IPEndPoint(shells.AddressOf(from), FirstEphemeralPort);
        var stream = new SimStream(this, segment.Stream, from, isOpener: false, new IPEndPoint(Address, syn.Port), remote);
        _streams.Add(stream.Id, stream);
        stream.Accept();
        accept(stream);
    }
}
