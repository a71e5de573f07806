using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Edits;

/// <summary>Bytes that the shell wants back after a restart; none: forgotten.</summary>
internal readonly struct SecretKept(string name, byte[] bytes) : IEdit<SecretKept, RmState>
{
    public static SecretKept Read(ref RecordReader reader)
    {
        var name = reader.Text();
        return new SecretKept(name, reader.Bytes().ToArray());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.SecretKept);
        writer.Text(name);
        writer.Bytes(bytes);
    }

    public void Apply(RmState state)
    {
        if (bytes.Length == 0)
        {
            state.Secrets.Remove(name);
        }
        else
        {
            state.Secrets[name] = bytes;
        }
    }
}
