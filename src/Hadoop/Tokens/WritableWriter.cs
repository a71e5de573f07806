using System.Buffers;
using System.Text;
using Hathi.Base;

namespace Hathi.Hadoop.Tokens;

/// <summary>Writes Hadoop's Writable forms: numbers as <see cref="VInt"/>, byte strings and UTF-8 behind their length.</summary>
internal sealed class WritableWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Number(long value) => _bytes.Advance(VInt.Write(_bytes.GetSpan(VInt.MaxBytes), value));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        Raw(bytes);
    }

    public void Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
