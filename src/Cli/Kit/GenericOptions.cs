using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Cli.Kit;

/// <summary>
/// The options that stand before the verb and are the same for every Hadoop command: <c>-D name=value</c>, <c>-conf FILE</c>,
/// <c>-fs URI</c>; those of jobs become the properties that jobs are made from: <c>-files -archives -libjars -jt</c>.
/// <c>-tokenCacheFile</c> is taken: there is nobody here who asks for tokens. Source: Apache <c>GenericOptionsParser</c>.
/// </summary>
internal sealed class GenericOptions
{
    private readonly List<string> _files = [];
    private readonly List<string> _properties = [];
    private string? _fileSystem;

    private bool FilesIsGeneric { get; init; }

    /// <summary>Is told of names that nobody knows.</summary>
    public Action<string> Warn { get; set; } = static _ => { };

    /// <summary>What is left: the verb and what follows it.</summary>
    public List<string> Rest { get; } = [];

    /// <param name="args">The whole command line.</param>
    /// <param name="filesIsGeneric">-files takes a value; otherwise it is the command's own (fsck).</param>
    /// <exception cref="UsageException">An option lacks its value.</exception>
    public static GenericOptions Parse(IReadOnlyList<string> args, bool filesIsGeneric)
    {
        var options = new GenericOptions { FilesIsGeneric = filesIsGeneric };
        var at = 0;
        while (at < args.Count && options.Take(args, ref at))
        {
            at++;
        }

        for (; at < args.Count; at++)
        {
            options.Rest.Add(args[at]);
        }

        return options;
    }

    /// <summary>The settings: of HADOOP_CONF_DIR, or of the lab that is on this machine, then what these options say.</summary>
    /// <exception cref="ConfigurationException">A file or value is not usable.</exception>
    public Configuration Configure() => Configure(DefaultLab.ConfigurationDirectory());

    /// <param name="lab">Where the settings of the lab are; null when there is none, or HADOOP_CONF_DIR comes before it.</param>
    internal Configuration Configure(string? lab)
    {
        // -fs names another file system and nothing else: jobs still run where they ran.
        var configuration = Configuration.Load(lab);
        foreach (var file in _files)
        {
            configuration.AddFile(file);
        }

        if (_fileSystem is not null)
        {
            configuration.Set(HdfsKeys.DefaultFileSystem.Name, _fileSystem);
        }

        // A command that finds no NameNode says so at once, as Apache's does unless this is set.
        if (!configuration.Get(ClientKeys.RetryInSafeMode))
        {
            configuration.Set(ClientKeys.ConnectRetries.Name, "0");
        }

        foreach (var property in _properties)
        {
            // Hadoop passes over -D without a value in silence as well.
            var sign = property.IndexOf('=', StringComparison.Ordinal);
            if (sign > 0)
            {
                configuration.Set(property[..sign], property[(sign + 1)..]);
            }
        }

        foreach (var unknown in configuration.UnknownKeys())
        {
            Warn($"warning: {unknown}");
        }

        return configuration;
    }

    private bool Take(IReadOnlyList<string> args, ref int at)
    {
        switch (args[at])
        {
            case "-D":
                _properties.Add(Value(args, ref at));
                return true;
            case "-conf" or "--conf":
                _files.Add(Value(args, ref at));
                return true;
            case "-fs" or "--fs":
                _fileSystem = Value(args, ref at);
                return true;
            case "-files" when !FilesIsGeneric:
                return false;
            case "-files" or "-archives" or "-libjars":
                var key = args[at] switch { "-files" => "tmpfiles=", "-archives" => "tmparchives=", _ => "tmpjars=" };
                _properties.Add(key + Value(args, ref at));
                return true;
            case "-jt":
                var place = Value(args, ref at);
                _properties.Add(place == "local" ? $"{MapReduceKeys.Framework}=local" : $"{YarnKeys.ClientAddress}={place}");
                return true;
            case "-tokenCacheFile":
                Value(args, ref at);
                return true;
            case var arg when arg.StartsWith("-D", StringComparison.Ordinal) && arg.Contains('=', StringComparison.Ordinal):
                _properties.Add(arg[2..]);
                return true;
            default:
                return false;
        }
    }

    private static string Value(IReadOnlyList<string> args, ref int at) =>
        at + 1 < args.Count ? args[++at] : throw new UsageException($"Missing argument for option: {args[at].TrimStart('-')}");
}
