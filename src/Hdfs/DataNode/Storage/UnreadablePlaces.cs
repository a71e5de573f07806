namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Reads that the medium refuses while a replica is measured. What is read at once is a quarter of a megabyte, and what a disk loses is a
/// sector: a part that is refused is read again by the piece. Each refusal may take a disk half a minute, so that only some are taken.
/// </summary>
/// <param name="part">Bytes that are read at once.</param>
/// <param name="piece">Bytes that are read at once of a part that was refused; a whole number of chunks, as the part.</param>
internal struct UnreadablePlaces(int part, int piece)
{
    /// <summary>Parts that may be refused before the rest is left.</summary>
    private const int MaxParts = 4;

    /// <summary>Pieces of one part that may be refused before the rest of the part counts as refused.</summary>
    private const int MaxPieces = 2;

    private int _parts;
    private int _pieces;
    private long _byPiece;

    /// <summary>Start of the first piece that was refused; -1: none was.</summary>
    internal long First { get; private set; } = -1;

    /// <summary>Bytes to read at a place.</summary>
    internal readonly int Size(long at, long end) => (int)Math.Min(at < _byPiece ? piece : part, end - at);

    /// <summary>A read was refused.</summary>
    /// <param name="at">Where it began.</param>
    /// <param name="size">Its bytes.</param>
    /// <returns>
    /// Bytes to go on by: 0 is to read the same by the piece; -1: no more is to be read, for they are too many, or the
    /// beginning is among them.
    /// </returns>
    internal long Refused(long at, int size)
    {
        if (at >= _byPiece && ++_parts > MaxParts)
        {
            First = First < 0 ? at : First;
            return -1;
        }

        if (size > piece)
        {
            (_byPiece, _pieces) = (at + size, 0);
            return 0;
        }

        First = First < 0 ? at : First;
        return at == 0 ? -1 : ++_pieces > MaxPieces ? Math.Max(size, _byPiece - at) : size;
    }
}
