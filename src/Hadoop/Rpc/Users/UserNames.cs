using System.Text;

namespace Hathi.Hadoop.Rpc.Users;

/// <summary>What a user may be called.</summary>
public static class UserNames
{
    /// <summary>Bytes in UTF-8 of a user's name (LOGIN_NAME_MAX of Linux).</summary>
    public const int MaxBytes = 256;

    /// <summary>Whether a name is short enough to be anybody's. Looks at no more than that much of it.</summary>
    public static bool IsShort(string name) => name.Length <= MaxBytes && Encoding.UTF8.GetByteCount(name) <= MaxBytes;

    /// <summary>
    /// Whether a program that takes names of users can be asked about it: it is no option, no number (which means the user of that id, also
    /// behind blanks), and holds nothing that is not to be seen.
    /// </summary>
    public static bool IsPlain(string name)
    {
        if (name.Length == 0 || name[0] is '-' or '+' || char.IsWhiteSpace(name[0]) || !IsShort(name)
            || name.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return false;
        }

        foreach (var rune in name.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
