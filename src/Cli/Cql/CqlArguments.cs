using System.Globalization;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Cql;

/// <summary>The command line of <c>hathi cql</c>, which is that of <c>cqlsh</c>. What is not served yet is refused by name.</summary>
internal sealed class CqlArguments
{
    public const string Usage = "usage: hathi cql [options] [host [port]]";

    public const string Help = Usage + """


        A shell for CQL, with the options, output and exit codes of cqlsh. Without -e and -f it reads standard input.

          -e, --execute STATEMENTS   do them, and no more
          -f, --file FILE            do what the file says
          -k, --keyspace KEYSPACE    begin there
          -u, --username NAME        who one is; asked for the password, unless it is given
          -p, --password PASSWORD
          -t, --tty                  with a prompt, also where standard input is no terminal
          --connect-timeout SECONDS  5
          --request-timeout SECONDS  10
          --protocol-version 3|4|5   5, and lower ones where the server does not speak it
          -v, --version

        Host and port are CQLSH_HOST and CQLSH_PORT, or 127.0.0.1 and 9042, when they are not given.
        """;

    private const string DefaultHost = "127.0.0.1";
    private const string DefaultPort = "9042";

    private static readonly HashSet<string> s_flags = new(StringComparer.Ordinal)
    {
        "-v", "--version", "-h", "--help", "-C", "--color", "--no-color", "--ssl", "--debug", "--coverage", "-t", "--tty",
        "--insecure-password-without-warning",
    };

    private static readonly Dictionary<string, string> s_withValue = new(StringComparer.Ordinal)
    {
        ["-u"] = "--username", ["--username"] = "--username", ["-p"] = "--password", ["--password"] = "--password",
        ["-k"] = "--keyspace", ["--keyspace"] = "--keyspace", ["-f"] = "--file", ["--file"] = "--file",
        ["-e"] = "--execute", ["--execute"] = "--execute", ["--encoding"] = "--encoding", ["--cqlshrc"] = "--cqlshrc",
        ["--credentials"] = "--credentials", ["--cqlversion"] = "--cqlversion", ["--protocol-version"] = "--protocol-version",
        ["--connect-timeout"] = "--connect-timeout", ["--request-timeout"] = "--request-timeout", ["--browser"] = "--browser",
    };

    private static readonly HashSet<string> s_later = new(StringComparer.Ordinal)
    {
        "-C", "--color", "--ssl", "--coverage", "--encoding", "--cqlshrc", "--credentials", "--browser",
    };

    private readonly HashSet<string> _set = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _rest = [];

    /// <summary>Understands a command line.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public CqlArguments(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        for (var i = 0; i < args.Count; i++)
        {
            Take(args, ref i);
        }

        Host = _rest.Count > 0 ? _rest[0] : environment("CQLSH_HOST") is { Length: > 0 } host ? host : DefaultHost;
        var port = _rest.Count > 1 ? _rest[1] : environment("CQLSH_PORT") is { Length: > 0 } set ? set : DefaultPort;
        Port = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? number
            : throw new UsageException($"'{port}' is not a valid port number.");
        ConnectTimeout = Seconds("--connect-timeout", 5);
        RequestTimeout = Seconds("--request-timeout", 10);
        ProtocolVersion = Value("--protocol-version") is not { } version ? null
            : int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed
            : throw new UsageException($"argument --protocol-version: invalid int value: '{version}'");
    }

    public string Host { get; }

    public int Port { get; }

    public string? User => Value("--username");

    public string? Password => Value("--password");

    public string? Keyspace => Value("--keyspace");

    public string? File => Value("--file");

    /// <summary>What is to be done and no more; null, or nothing at all: what the file or standard input says.</summary>
    public string? Execute => Value("--execute") is { Length: > 0 } statements ? statements : null;

    public int? ProtocolVersion { get; }

    public TimeSpan ConnectTimeout { get; }

    public TimeSpan RequestTimeout { get; }

    public bool IsVersion => _set.Contains("-v") || _set.Contains("--version");

    public bool IsHelp => _set.Contains("-h") || _set.Contains("--help");

    public bool IsTerminal => _set.Contains("-t") || _set.Contains("--tty");

    /// <summary>A password that others see in the list of processes: said, as <c>cqlsh</c> does.</summary>
    public bool WarnsOfPassword => !string.IsNullOrEmpty(Password) && !_set.Contains("--insecure-password-without-warning");

    private string? Value(string name) => _values.GetValueOrDefault(name);

    private TimeSpan Seconds(string name, int usual)
    {
        if (Value(name) is not { } text)
        {
            return TimeSpan.FromSeconds(usual);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"\"{text}\" is not a valid {name[2..].Replace('-', ' ')}.");
    }

    private void Take(IReadOnlyList<string> args, ref int at)
    {
        var arg = args[at];
        if (!arg.StartsWith('-') || arg.Length == 1)
        {
            _rest.Add(arg);
            return;
        }

        var equals = arg.StartsWith("--", StringComparison.Ordinal) ? arg.IndexOf('=', StringComparison.Ordinal) : -1;
        var name = equals < 0 ? arg : arg[..equals];
        if (s_later.Contains(name))
        {
            throw new UsageException($"{name} is not served yet.");
        }

        if (s_flags.Contains(name) && equals < 0)
        {
            _set.Add(name);
        }
        else if (!s_withValue.TryGetValue(name, out var whole))
        {
            throw new UsageException($"unrecognized option: {arg}");
        }
        else if (equals < 0 && at + 1 == args.Count)
        {
            throw new UsageException($"argument {name}: expected one argument");
        }
        else
        {
            _values[whole] = equals < 0 ? args[++at] : arg[(equals + 1)..];
        }
    }
}
