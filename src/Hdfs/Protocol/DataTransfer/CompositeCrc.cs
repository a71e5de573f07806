using Hathi.Base;

namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// Joins the checksums of consecutive pieces of data into the checksum of the whole: the same value whatever the pieces were.
/// Used once, by one thread. Source: Apache <c>CrcComposer</c>.
/// </summary>
public sealed class CompositeCrc
{
    private readonly uint _polynomial;
    private long _factorLength = -1;
    private uint _factor;

    /// <summary>For checksums of this kind.</summary>
    /// <exception cref="ArgumentException"><see cref="ChecksumKind.Null"/> cannot be joined.</exception>
    public CompositeCrc(ChecksumKind kind) => _polynomial = kind switch
    {
        ChecksumKind.Crc32 => Crc32.Polynomial,
        ChecksumKind.Crc32C => Crc32C.Polynomial,
        _ => throw new ArgumentException($"checksums of kind {kind} cannot be joined", nameof(kind)),
    };

    /// <summary>The checksum of all pieces so far.</summary>
    public uint Value { get; private set; }

    /// <summary>Adds the checksum of the next <paramref name="length"/> bytes.</summary>
    public void Add(uint crc, long length)
    {
        if (length != _factorLength)
        {
            _factor = CrcMath.PowerOfBytes(length, _polynomial);
            _factorLength = length;
        }

        Value = CrcMath.Multiply(Value, _factor, _polynomial) ^ crc;
    }
}
