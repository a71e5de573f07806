using System.Buffers;
using Hathi.Base;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web;

/// <summary>
/// Bytes of a body or of an answer, in pieces: a long one is neither copied as it grows nor handed to Kestrel whole, which would copy it again, and each piece goes as soon as it
/// was sent.
/// </summary>
/// <param name="memory">What pieces are taken from; null: of refusals, which are short and must not fail in their turn.</param>
internal sealed class CountedBuffer(RequestMemory? memory) : IBufferWriter<byte>, IDisposable
{
    /// <summary>As much as Kestrel keeps of an answer that is not taken.</summary>
    public const int PieceBytes = 64 * 1024;

    private Piece? _first;
    private Piece? _last;

    /// <summary>Bytes that are in it.</summary>
    public long Length { get; private set; }

    /// <summary>What is in it, until it is sent or disposed.</summary>
    public ReadOnlySequence<byte> Written => _last is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_first!, 0, _last, _last.Memory.Length);

    public void Advance(int count)
    {
        _last!.Advance(count);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => PieceFor(sizeHint).Free;

    public Span<byte> GetSpan(int sizeHint = 0) => PieceFor(sizeHint).Free.Span;

    /// <summary>Sends what is in it; it is empty then. The peer may take its time, whom the port has an eye on.</summary>
    public async Task SendAsync(HttpContext context)
    {
        while (_first is { } piece)
        {
            await context.Response.Body.WriteAsync(piece.Memory, context.RequestAborted).ConfigureAwait(false);
            DropFirst();
        }
    }

    public void Dispose()
    {
        while (_first is not null)
        {
            DropFirst();
        }
    }

    /// <summary>Lets go of pieces that lie before a position of <see cref="Written"/>.</summary>
    public void DropBefore(SequencePosition position)
    {
        while (_first is { } piece && !ReferenceEquals(piece, position.GetObject()))
        {
            DropFirst();
        }
    }

    private Piece PieceFor(int sizeHint)
    {
        if (_last is { } last && last.Free.Length >= Math.Max(1, sizeHint))
        {
            return last;
        }

        var bytes = BoundedPool<byte>.Rent(Math.Max(sizeHint, PieceBytes));
        try
        {
            memory?.Take(bytes.Length);
        }
        catch
        {
            BoundedPool<byte>.Return(bytes);
            throw;
        }

        var piece = new Piece(bytes, _last);
        _first ??= piece;
        return _last = piece;
    }

    private void DropFirst()
    {
        var piece = _first!;
        Length -= piece.Memory.Length;
        _first = (Piece?)piece.Next;
        if (_first is null)
        {
            _last = null;
        }

        BoundedPool<byte>.Return(piece.Bytes);
        memory?.Return(piece.Bytes.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Bytes = bytes;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }

        public byte[] Bytes { get; }

        public Memory<byte> Free => Bytes.AsMemory(Memory.Length);

        public void Advance(int count) => Memory = Bytes.AsMemory(0, Memory.Length + count);
    }
}
