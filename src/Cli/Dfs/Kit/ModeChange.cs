namespace Hathi.Cli.Dfs.Kit;

/// <summary>
/// A mode as chmod takes it: octal (755, 1777) or symbolic (u+x,go-w, +t, a=rX). Of several clauses for the same who, the last one counts,
/// as in Apache's shell. Source: Apache <c>PermissionParser</c>, <c>ChmodParser</c>.
/// </summary>
internal readonly struct ModeChange
{
    private const int Execute = 1;
    private const int OnlyIfExecutable = 8;

    private readonly Part _user;
    private readonly Part _group;
    private readonly Part _others;
    private readonly Part _sticky;

    private ModeChange(Part user, Part group, Part others, Part sticky)
    {
        _user = user;
        _group = group;
        _others = others;
        _sticky = sticky;
    }

    /// <summary>Null when it is none.</summary>
    public static ModeChange? Parse(string text) => ParseSymbolic(text) ?? ParseOctal(text.Trim());

    /// <summary>The new permission bits.</summary>
    public int Apply(int mode, bool isDirectory)
    {
        var executable = isDirectory || (mode & 0b001_001_001) != 0;
        return (_sticky.Apply(mode >> 9, false) << 9) | (_user.Apply((mode >> 6) & 7, executable) << 6)
            | (_group.Apply((mode >> 3) & 7, executable) << 3) | _others.Apply(mode & 7, executable);
    }

    private static ModeChange? ParseOctal(ReadOnlySpan<char> text)
    {
        text = text.StartsWith("+") ? text[1..] : text;
        if (text.Length is < 3 or > 4 || text.IndexOfAnyExceptInRange('0', '7') >= 0 || (text.Length == 4 && text[0] > '1'))
        {
            return null;
        }

        var sticky = text.Length == 4 ? text[0] - '0' : 0;
        text = text[^3..];
        return new ModeChange(
            new Part('=', text[0] - '0'), new Part('=', text[1] - '0'), new Part('=', text[2] - '0'), new Part('=', sticky));
    }

    private static ModeChange? ParseSymbolic(string text)
    {
        var all = new Part('+', 0);
        var change = (User: all, Group: all, Others: all, Sticky: all);
        var clauses = text.Split(',');
        foreach (var clause in clauses)
        {
            var trimmed = clause.AsSpan().Trim();
            var whoEnd = trimmed.IndexOfAnyExcept("ugoa");
            if (whoEnd < 0)
            {
                // A comma at the end is fine.
                if (trimmed.Length == 0 && clauses.Length > 1 && ReferenceEquals(clause, clauses[^1]))
                {
                    continue;
                }

                return null;
            }

            var rest = trimmed[whoEnd..];
            var bitsAt = rest.IndexOfAnyExcept("+-=");
            if (bitsAt <= 0 || rest[bitsAt..].IndexOfAnyExcept("rwxXt") >= 0)
            {
                return null;
            }

            Set(trimmed[..whoEnd], rest[bitsAt - 1], rest[bitsAt..], ref change);
        }

        return new ModeChange(change.User, change.Group, change.Others, change.Sticky);
    }

    private static void Set(
        ReadOnlySpan<char> who, char sign, ReadOnlySpan<char> bits, ref (Part User, Part Group, Part Others, Part Sticky) change)
    {
        var everybody = who.IndexOfAny("ugo") < 0;
        var mode = (bits.Contains('r')
            ? 4
            : 0) | (bits.Contains('w') ? 2 : 0) | (bits.Contains('x') ? Execute : 0) | (bits.Contains('X') ? OnlyIfExecutable : 0);
        var part = new Part(sign, mode);
        if (everybody || who.Contains('u'))
        {
            change.User = part;
        }

        if (everybody || who.Contains('g'))
        {
            change.Group = part;
        }

        if (everybody || who.Contains('o'))
        {
            change.Others = part;
            change.Sticky = new Part(sign, bits.Contains('t') ? 1 : 0);
        }
    }

    /// <summary>What happens to three bits, or to the sticky one.</summary>
    private readonly record struct Part(char Sign, int Mode)
    {
        public int Apply(int existing, bool executable)
        {
            var conditional = (Mode & OnlyIfExecutable) != 0;
            var bits = conditional ? (Mode & ~OnlyIfExecutable) | Execute : Mode;
            bits = Sign switch
            {
                '+' => bits | existing,
                '-' => ~bits & existing,
                _ => bits,
            };
            return conditional && !executable && (bits & Execute) != 0 && (existing & Execute) == 0 ? bits & ~Execute : bits;
        }
    }
}
