using System.Buffers;

namespace Hathi.Base.Cores;

/// <summary>Writes the state of a Core as an image, a piece at a time. The Core must not be stepped or replayed into meanwhile.</summary>
public interface IImageWriter
{
    /// <summary>Writes the next piece, some 64 KiB.</summary>
    /// <returns>False: that was the last.</returns>
    /// <exception cref="InvalidOperationException">A record is too long to be read again: a mistake of ours.</exception>
    bool WriteNext(IBufferWriter<byte> sink);
}

/// <summary>Reads an image into an empty Core: <see cref="Read"/> for each piece, cut wherever, then <see cref="Finish"/>.</summary>
public interface IImageReader
{
    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="FormatException">It is no image, or a damaged one, or of another version; the Core is of no use then.</exception>
    void Read(ReadOnlySpan<byte> bytes);

    /// <summary>No more bytes come.</summary>
    /// <exception cref="FormatException">The image is not at its end.</exception>
    void Finish();
}

/// <summary>A Core whose changes are in a log.</summary>
public interface IReplayable
{
    /// <summary>Repeats one record that an earlier step had appended to the log. Only before the Core is started.</summary>
    /// <exception cref="FormatException">The record is of an unknown kind or damaged, or does not fit what was replayed before.</exception>
    void Replay(ReadOnlySpan<byte> record);
}
