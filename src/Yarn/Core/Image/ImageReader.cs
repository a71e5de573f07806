using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Image;

/// <summary>Reads an image (<see cref="ImageFormat"/>) into a core that is new.</summary>
public sealed class ImageReader : IImageReader
{
    private readonly RmState _state;
    private readonly ImageFrameReader _frames;
    private bool _headed;
    private bool _ended;

    /// <param name="core">Constructed, and nothing else.</param>
    public ImageReader(ResourceManagerCore core)
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
        var (apps, secrets) = (reader.Count(), reader.Count());
        if (!reader.AtEnd || apps != _state.Apps.Count || secrets != _state.Secrets.Count)
        {
            throw Damaged(
                $"says that it holds {apps} applications and {secrets} secrets, and holds {_state.Apps.Count} and {_state.Secrets.Count}");
        }

        _ended = true;
    }

    private static FormatException Damaged(string how) =>
        new($"The image of the ResourceManager's state {how}: it is damaged, or another version wrote it.");
}
