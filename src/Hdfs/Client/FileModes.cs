using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Hdfs.Client;

/// <summary>Permission bits as configuration and shell write them. Source: Apache <c>FsPermission</c>, <c>UmaskParser</c>.</summary>
public static class FileModes
{
    /// <summary>rw-rw-rw-, what a new file has before the umask.</summary>
    public const int File = 0b110_110_110;

    /// <summary>rwxrwxrwx, what a new directory has before the umask.</summary>
    public const int Directory = 0b111_111_111;

    /// <summary>Reads a umask: octal (022, 0022) or symbolic (u=rwx,g=rx,o=rx: what is left).</summary>
    /// <exception cref="ConfigurationException">It is neither.</exception>
    public static int ParseUmask(string text)
    {
        var octal = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '7')
            {
                return ParseSymbolic(text);
            }

            octal = (octal * 8) + (c - '0');
        }

        return octal <= 0b1_111_111_111 && text.Length > 0 ? octal & Directory : throw Unusable(text);
    }

    /// <summary>As ls prints: rwxr-xr-x, with t or T for the sticky bit.</summary>
    public static string Format(int mode)
    {
        Span<char> text = stackalloc char[9];
        for (var i = 0; i < 9; i++)
        {
            text[i] = (mode & (1 << (8 - i))) != 0 ? "rwx"[i % 3] : '-';
        }

        if ((mode & 0b1_000_000_000) != 0)
        {
            text[8] = text[8] == 'x' ? 't' : 'T';
        }

        return text.ToString();
    }

    // Symbolic umasks say what is allowed; the mask is the rest.
    private static int ParseSymbolic(string text)
    {
        var allowed = 0;
        foreach (var part in text.Split(','))
        {
            var sign = part.IndexOf('=', StringComparison.Ordinal);
            if (sign < 0)
            {
                throw Unusable(text);
            }

            var who = part[..sign];
            var bits = part[(sign + 1)..].Aggregate(0, (all, c) => all | Bit(c, text));
            foreach (var c in who.Length == 0 ? "a" : who)
            {
                allowed |= c switch
                {
                    'u' => bits << 6,
                    'g' => bits << 3,
                    'o' => bits,
                    'a' => bits | (bits << 3) | (bits << 6),
                    _ => throw Unusable(text),
                };
            }
        }

        return Directory & ~allowed;
    }

    private static int Bit(char c, string text) => c switch
    {
        'r' => 4,
        'w' => 2,
        'x' => 1,
        _ => throw Unusable(text),
    };

    private static ConfigurationException Unusable(string text) =>
        new($"{ClientKeys.Umask} = {text}: write it octal as 022, or symbolic as u=rwx,g=rx,o=rx.", null);
}
