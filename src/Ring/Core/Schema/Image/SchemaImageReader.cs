using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.Changing;
using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.State;

namespace Hathi.Ring.Core.Schema.Image;

/// <summary>Reads an image (<see cref="ImageFormat"/>) into a Core that is new.</summary>
public sealed class SchemaImageReader : IImageReader
{
    private readonly SchemaState _state;
    private readonly ImageFrameReader _frames;
    private bool _headed;
    private bool _ended;

    /// <param name="core">Constructed, and nothing else.</param>
    public SchemaImageReader(SchemaCore core)
    {
        ArgumentNullException.ThrowIfNull(core);
        _state = core.State;
        _frames = new ImageFrameReader(ImageFormat.MaxFrameBytes, ReadFrame, Damaged);
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<byte> bytes) => _frames.Read(bytes);

    /// <inheritdoc/>
    public void Finish()
    {
        if (!_ended || !_frames.IsAtEnd)
        {
            throw Damaged("has no end");
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> frame)
    {
        if (_ended)
        {
            throw Damaged("goes on behind its end");
        }

        if (!_headed)
        {
            ReadHeader(frame);
        }
        else if (frame[0] == ImageFormat.End)
        {
            ReadEnd(frame[1..]);
        }
        else
        {
            Replayer.Replay(_state, frame);
        }
    }

    private void ReadHeader(ReadOnlySpan<byte> frame)
    {
        if (!frame.StartsWith(ImageFormat.Magic))
        {
            throw Damaged("has no image header");
        }

        var version = EditFields.Reader(frame[ImageFormat.Magic.Length..]).Unsigned();
        if (version != ImageFormat.Version)
        {
            throw Damaged($"has version {version}, this program reads version {ImageFormat.Version}");
        }

        _headed = true;
    }

    private void ReadEnd(ReadOnlySpan<byte> frame)
    {
        var reader = EditFields.Reader(frame);
        var (keyspaces, tables) = (reader.Count(), reader.Count());
        var schema = _state.Schema;
        var users = schema.Keyspaces.Values.Where(static k => !k.IsSystem).ToArray();
        if (!reader.AtEnd || keyspaces != users.Length || tables != users.Sum(static k => k.Tables.Count))
        {
            throw Damaged($"says that it holds {keyspaces} keyspaces and {tables} tables, and does not");
        }

        _ended = true;
    }

    private static FormatException Damaged(string how) =>
        new($"The image of the ring's schema {how}: it is damaged, or another version wrote it.");
}
