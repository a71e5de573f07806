using System.Buffers;
using Hathi.Base.Cores;

namespace Hathi.Engine;

/// <summary>A Core to and from snapshots of its log; the Core itself knows no streams.</summary>
/// <typeparam name="TCore">The Core.</typeparam>
/// <param name="empty">Makes one that nothing was read into.</param>
/// <param name="writer">Writes it.</param>
/// <param name="reader">Reads into it.</param>
public sealed class CoreImages<TCore>(Func<TCore> empty, Func<TCore, IImageWriter> writer, Func<TCore, IImageReader> reader)
    : ICoreImages<TCore>
    where TCore : IReplayable
{
    private const int BufferBytes = 256 * 1024;

    /// <inheritdoc/>
    public TCore Empty() => empty();

    /// <inheritdoc/>
    public void Replay(TCore state, ReadOnlySpan<byte> record) => state.Replay(record);

    /// <inheritdoc/>
    public void Write(TCore core, Stream stream)
    {
        var image = writer(core);
        var buffer = new ArrayBufferWriter<byte>(BufferBytes);
        bool more;
        do
        {
            more = image.WriteNext(buffer);
            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
        while (more);
    }

    /// <inheritdoc/>
    public void Read(Stream snapshot, TCore state)
    {
        var image = reader(state);
        var buffer = new byte[BufferBytes];
        for (var read = snapshot.Read(buffer); read > 0; read = snapshot.Read(buffer))
        {
            image.Read(buffer.AsSpan(0, read));
        }

        image.Finish();
    }
}
