using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>What travels: one numbered piece of one direction of a stream.</summary>
/// <param name="Stream">Which stream.</param>
/// <param name="ToAcceptor">From who opened it.</param>
/// <param name="Number">Of the piece in its direction, from 0.</param>
/// <param name="Payload">Bytes or another message; or one of the words of <see cref="StreamWord"/>.</param>
internal sealed record Segment(long Stream, bool ToAcceptor, int Number, object Payload)
{
    public override string ToString() => $"{(ToAcceptor ? ">" : "<")}{Stream}.{Number} {(Payload is byte[] bytes ? Text(bytes) : Payload)}";

    /// <summary>Bytes in a trace: two runs that have the same text have the same bytes.</summary>
    internal static string Text(byte[] bytes) => $"{bytes.Length} bytes {Crc32C.Append(0, bytes):x8}";
}

/// <summary>Opens a stream to a port.</summary>
internal sealed record Syn(int Port);

/// <summary>What a stream's ends say to each other besides what it carries.</summary>
internal enum StreamWord
{
    /// <summary>It was taken.</summary>
    Accepted,

    /// <summary>Nothing more comes from this side.</summary>
    Fin,

    /// <summary>There is no such stream, or nobody at that port.</summary>
    Reset,
}
