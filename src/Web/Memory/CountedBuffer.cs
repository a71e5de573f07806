using System.Buffers;
using Hathi.Base;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Memory;

/// <summary>
/// Bytes of a body or of an answer, in pieces: a long one is neither copied as it grows nor handed to Kestrel whole, which would copy it
/// again, and each piece goes as soon as it was sent.
/// </summary>
/// <param name="memory">What pieces are taken from; null: of refusals, which are short and must not fail in their turn.</param>
internal sealed class CountedBuffer(RequestMemory? memory) : IBufferWriter<byte>, IDisposable
{
    /// <summary>As much as Kestrel keeps of an answer that is not taken.</summary>
    public const int PieceBytes = 64 * 1024;

    /// <summary>
    /// What is asked for at once above this is written aside and then copied: a writer of JSON asks for what a text needs at the worst, up
    /// to eighteen bytes a character, and all of that would count as long as the text waits for its reader.
    /// </summary>
    private const int LargestHint = 8 * 1024;

    private Piece? _first;
    private Piece? _last;
    private byte[]? _aside;

    /// <summary>Bytes that are in it.</summary>
    public long Length { get; private set; }

    /// <summary>What is in it, until it is sent or disposed.</summary>
    public ReadOnlySequence<byte> Written =>
        _last is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_first!, 0, _last, _last.Memory.Length);

    public void Advance(int count)
    {
        if (_aside is null)
        {
            _last!.Advance(count);
            Length += count;
            return;
        }

        Append(_aside.AsSpan(0, count));
        DropAside();
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        DropAside();
        if (sizeHint <= LargestHint)
        {
            return PieceFor(sizeHint).Free;
        }

        _aside = Rent(sizeHint);
        return _aside;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>
    /// Sends what is in it; it is empty then, and keeps its last piece for what comes: an answer that has begun is not to be cut for want
    /// of memory. The peer may take its time, whom the port has an eye on.
    /// </summary>
    public async Task SendAsync(HttpContext context)
    {
        while (_first is { } piece)
        {
            await context.Response.Body.WriteAsync(piece.Memory, context.RequestAborted).ConfigureAwait(false);
            if (piece.Next is null)
            {
                Length -= piece.Memory.Length;
                piece.Clear();
                return;
            }

            DropFirst();
        }
    }

    public void Dispose()
    {
        DropAside();
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

        var piece = new Piece(Rent(PieceBytes), _last);
        _first ??= piece;
        return _last = piece;
    }

    private byte[] Rent(int length)
    {
        var bytes = BoundedPool<byte>.Rent(length);
        try
        {
            memory?.Take(bytes.Length);
            return bytes;
        }
        catch
        {
            BoundedPool<byte>.Return(bytes);
            throw;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var piece = PieceFor(1);
            var part = bytes[..Math.Min(bytes.Length, piece.Free.Length)];
            part.CopyTo(piece.Free.Span);
            piece.Advance(part.Length);
            Length += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    private void DropAside()
    {
        if (_aside is { } bytes)
        {
            _aside = null;
            BoundedPool<byte>.Return(bytes);
            memory?.Return(bytes.Length);
        }
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

        /// <summary>Of the only one.</summary>
        public void Clear() => (Memory, RunningIndex) = (default, 0);
    }
}
