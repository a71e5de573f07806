namespace Hathi.Cli.Kit.Text;

/// <summary>Permission bits as ls prints them.</summary>
internal static class Modes
{
    public const int Sticky = 0b1_000_000_000;

    /// <summary>rwxr-xr-x; the last one is t or T with the sticky bit.</summary>
    public static string Format(int mode)
    {
        Span<char> text = stackalloc char[9];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (mode & (1 << (8 - i))) != 0 ? "rwx"[i % 3] : '-';
        }

        if ((mode & Sticky) != 0)
        {
            text[8] = text[8] == 'x' ? 't' : 'T';
        }

        return text.ToString();
    }
}
