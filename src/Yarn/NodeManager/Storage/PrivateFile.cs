using System.Text;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>Writes small files of the node that no other user may read.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">The disk does not take it.</exception>
    internal static void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, OwnerOnly);

    /// <summary>One that is run.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    internal static void WriteScript(string path, string text) =>
        Write(path, Encoding.UTF8.GetBytes(text), OwnerOnly | UnixFileMode.UserExecute);

    // A new file: what another container has put there beforehand would be written through, or waited for.
    private static void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using var file = new FileStream(path, options);
        file.Write(bytes);
    }
}
