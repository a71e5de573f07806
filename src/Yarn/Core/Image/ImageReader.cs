using System.Buffers.Binary;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Image;

/// <summary>
/// Reads an image (<see cref="ImageFormat"/>) into a core that is new. Hand over the bytes in order, in any pieces that begin where the last ended:
/// <see cref="Read"/> says how many it took; then <see cref="Finish"/>.
/// </summary>
/// <param name="core">Constructed, and nothing else.</param>
public sealed class ImageReader(ResourceManagerCore core)
{
    private readonly RmState _state = core.State;
    private bool _headed;
    private bool _ended;

    /// <summary>Takes whole frames.</summary>
    /// <returns>The bytes taken; what is left is to be handed over again with what follows.</returns>
    /// <exception cref="FormatException">It is no image, or a damaged one, or of another version.</exception>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (bytes.Length - taken >= 4)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[taken..]);
            if (length is < 1 or > ImageFormat.MaxFrameBytes)
            {
                throw Damaged($"has a frame of {length} bytes");
            }

            if (bytes.Length - taken - 4 < length)
            {
                break;
            }

            ReadFrame(bytes.Slice(taken + 4, length));
            taken += 4 + length;
        }

        return taken;
    }

    /// <summary>There are no more bytes.</summary>
    /// <exception cref="FormatException">It was cut.</exception>
    public void Finish()
    {
        if (!_ended)
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
            throw Damaged($"says that it holds {apps} applications and {secrets} secrets, and holds {_state.Apps.Count} and {_state.Secrets.Count}");
        }

        _ended = true;
    }

    private static FormatException Damaged(string how) => new($"The image of the ResourceManager's state {how}: it is damaged, or another version wrote it.");
}
