using System.Globalization;
using Hathi.Base;

namespace Hathi.Platform.Disk;

/// <summary>Files in which a shell has written one number, as launch scripts do: process ids, exit codes.</summary>
public static class NumberFile
{
    /// <summary>A number, a sign and a line's end.</summary>
    private const int MostBytes = 32;

    /// <summary>The number; null: there is no such file, or it holds something else.</summary>
    /// <param name="root">See <see cref="RegularFile.OpenBelow"/>.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">This process has no descriptor left: nothing can be said of the file.</exception>
    public static int? ReadBelow(string root, string path)
    {
        try
        {
            var text = RegularFile.ReadBelow(root, path, MostBytes).AsSpan().TrimEnd("\r\n "u8);
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception e) when (DiskFaults.Is(e) && DiskFaults.KindOf(e) != DiskFault.Descriptors)
        {
            return null;
        }
    }
}
