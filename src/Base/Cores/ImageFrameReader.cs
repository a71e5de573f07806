using System.Buffers.Binary;

namespace Hathi.Base.Cores;

/// <summary>
/// The frames of an image, <c>length u32 little-endian | content</c>, out of bytes that come in pieces cut wherever. What is checked of the
/// contents, and that an image has an end, is the
/// business of whoever takes them.
/// </summary>
/// <param name="maxFrameBytes">No frame is longer: a longer one is damage.</param>
/// <param name="take">Takes a whole frame; the bytes are good until it returns.</param>
/// <param name="damaged">The error of an image that is damaged in some way: "has a frame of -1 bytes".</param>
public sealed class ImageFrameReader(int maxFrameBytes, ImageFrameReader.Take take, Func<string, FormatException> damaged)
{
    private const int LengthBytes = 4;
    private byte[] _held = [];
    private int _heldBytes;
    private int _frameLength = -1;

    /// <summary>Takes a frame.</summary>
    public delegate void Take(ReadOnlySpan<byte> frame);

    /// <summary>No frame has been begun.</summary>
    public bool IsAtEnd => _heldBytes == 0 && _frameLength < 0;

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="FormatException">A frame has no length that it may have, or what it holds is refused.</exception>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var wanted = _frameLength < 0 ? LengthBytes : _frameLength;
            if (_heldBytes == 0 && bytes.Length >= wanted)
            {
                TakePart(bytes[..wanted]); // what is there as a whole is read where it is
                bytes = bytes[wanted..];
                continue;
            }

            var taken = Math.Min(wanted - _heldBytes, bytes.Length);
            Hold(bytes[..taken], wanted);
            bytes = bytes[taken..];
            if (_heldBytes == wanted)
            {
                _heldBytes = 0;
                TakePart(_held.AsSpan(0, wanted));
            }
        }
    }

    // A length, or the frame that it announced.
    private void TakePart(ReadOnlySpan<byte> bytes)
    {
        if (_frameLength >= 0)
        {
            _frameLength = -1;
            take(bytes);
            return;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 1 || length > maxFrameBytes)
        {
            throw damaged($"has a frame of {length} bytes");
        }

        _frameLength = length;
    }

    // Grows with what is there, not with what is announced.
    private void Hold(ReadOnlySpan<byte> bytes, int wanted)
    {
        if (_held.Length < _heldBytes + bytes.Length)
        {
            Array.Resize(ref _held, (int)Math.Min(wanted, Math.Max(_heldBytes + bytes.Length, 2L * _held.Length)));
        }

        bytes.CopyTo(_held.AsSpan(_heldBytes));
        _heldBytes += bytes.Length;
    }
}
