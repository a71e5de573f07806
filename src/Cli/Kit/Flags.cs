using System.Diagnostics.CodeAnalysis;

namespace Hathi.Cli.Kit;

/// <summary>
/// The flags of one verb, in Hadoop's syntax: <c>-name</c> each by itself before the paths, <c>--</c> ends them, <c>-</c> is a path.
/// Source: Apache <c>org.apache.hadoop.fs.shell.CommandFormat</c>.
/// </summary>
internal sealed class Flags
{
    public const int AnyNumber = int.MaxValue;

    private readonly int _fewest;
    private readonly int _most;
    private readonly string[] _known;
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _values = new(StringComparer.Ordinal);

    /// <param name="fewest">How many arguments must stay when the flags are taken out.</param>
    /// <param name="most">How many may.</param>
    /// <param name="known">Without the dash.</param>
    public Flags(int fewest, int most, params string[] known)
    {
        _fewest = fewest;
        _most = most;
        _known = known;
    }

    /// <summary>Flags that are not known stay where they are (a mode such as -x, an expression of find).</summary>
    public bool LeaveUnknown { get; init; }

    /// <summary>How many different flags were given.</summary>
    public int Count => _set.Count;

    /// <summary>A flag that is followed by its value.</summary>
    public Flags WithValue(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _values[name] = null;
        }

        return this;
    }

    public bool Has(string flag) => _set.Contains(flag);

    /// <summary>Null when the flag was not given, "" when it came without a value.</summary>
    public string? Value(string flag) => _values[flag];

    /// <summary>Refuses flags that would change nothing beside another.</summary>
    /// <param name="other">As written; null when it was not given.</param>
    /// <param name="names">Those that do nothing then, without the dash.</param>
    /// <exception cref="UsageException">One of them was given.</exception>
    public void Refuse(string? other, params ReadOnlySpan<string> names)
    {
        foreach (var name in other is null ? [] : names)
        {
            if (_set.Contains(name) || _values.GetValueOrDefault(name) is not null)
            {
                throw new UsageException($"Option -{name} cannot be used with {other}");
            }
        }
    }

    /// <summary>Takes the flags out of <paramref name="args"/>.</summary>
    /// <exception cref="UsageException">A flag is not known, or the number of arguments is wrong.</exception>
    public void Parse(List<string> args)
    {
        var at = 0;
        while (at < args.Count)
        {
            var arg = args[at];
            if (arg.Length < 2 || arg[0] != '-')
            {
                break;
            }

            if (arg == "--")
            {
                args.RemoveAt(at);
                break;
            }

            at = Take(args, at, arg[1..]);
        }

        if (args.Count < _fewest)
        {
            throw new UsageException($"Not enough arguments: expected {_fewest} but got {args.Count}");
        }

        if (args.Count > _most)
        {
            throw new UsageException($"Too many arguments: expected {_most} but got {args.Count}");
        }
    }

    private int Take(List<string> args, int at, string flag)
    {
        if (Array.IndexOf(_known, flag) >= 0)
        {
            args.RemoveAt(at);
            _set.Add(flag);
            return at;
        }

        if (_values.ContainsKey(flag))
        {
            args.RemoveAt(at);
            var follows = at < args.Count && args.Count > _fewest && !args[at].StartsWith('-');
            _values[flag] = follows ? args[at] : "";
            if (follows)
            {
                args.RemoveAt(at);
            }

            return at;
        }

        return LeaveUnknown ? at + 1 : throw Illegal("-" + flag);
    }

    /// <summary>A flag that the verb does not have.</summary>
    [SuppressMessage("Design", "CA1024", Justification = "makes a new one each time")]
    public static UsageException Illegal(string flag) => new("Illegal option " + flag);
}
