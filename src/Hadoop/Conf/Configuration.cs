using System.Globalization;
using Hathi.Base;
using Hathi.Hadoop.Keys;

namespace Hathi.Hadoop.Conf;

/// <summary>
/// Named settings from Hadoop's XML files and the command line. Later files win over earlier ones unless a property was final; what
/// <see cref="Set"/> said wins over all. Values may hold <c>${other.name}</c>, <c>${env.HOME}</c>, <c>${user.name}</c>.
/// Set up by one thread, then read by any number. Source: Apache <c>org.apache.hadoop.conf.Configuration</c>.
/// </summary>
public sealed class Configuration
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _overlay = new(StringComparer.Ordinal);
    private readonly HashSet<string> _final = new(StringComparer.Ordinal);

    // The file that each value of a file is from.
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>Only what the program itself knows (Apache's defaults): no file is read.</summary>
    public Configuration()
    {
        foreach (var (name, value) in Defaults.All)
        {
            _values[name] = value;
        }
    }

    /// <summary>A copy that can be changed on its own.</summary>
    public Configuration(Configuration other)
    {
        _values = new(other._values, StringComparer.Ordinal);
        _overlay = new(other._overlay, StringComparer.Ordinal);
        _final = new(other._final, StringComparer.Ordinal);
        _files = new(other._files, StringComparer.Ordinal);
    }

    /// <summary>
    /// The defaults, then <c>core-site.xml</c>, <c>hdfs-site.xml</c>, <c>mapred-site.xml</c> and <c>yarn-site.xml</c> of the
    /// directory, those that are there.
    /// </summary>
    /// <param name="directory">The directory; null takes HADOOP_CONF_DIR, and nothing when that is not set.</param>
    /// <exception cref="ConfigurationException">A file cannot be read or parsed, or the directory is not there.</exception>
    public static Configuration Load(string? directory)
    {
        var configuration = new Configuration();
        directory ??= Environment.GetEnvironmentVariable("HADOOP_CONF_DIR");
        if (string.IsNullOrEmpty(directory))
        {
            return configuration;
        }

        if (!Directory.Exists(directory))
        {
            throw new ConfigurationException($"The configuration directory {directory} (HADOOP_CONF_DIR) does not exist.", null);
        }

        foreach (var name in (ReadOnlySpan<string>)["core-site.xml", "hdfs-site.xml", "mapred-site.xml", "yarn-site.xml"])
        {
            var file = Path.Combine(directory, name);
            if (File.Exists(file))
            {
                configuration.AddFile(file);
            }
        }

        return configuration;
    }

    /// <summary>Reads one more file over what is there (<c>-conf FILE</c>).</summary>
    /// <exception cref="ConfigurationException">The file is not there, cannot be read or parsed.</exception>
    public void AddFile(string file)
    {
        foreach (var property in ConfigurationXml.Read(file))
        {
            var name = DeprecatedNames.Translate(property.Name);
            if (_final.Contains(name))
            {
                continue;
            }

            _values[name] = property.Value;
            _files[name] = file;
            if (property.Final)
            {
                _final.Add(name);
            }
        }
    }

    /// <summary>Sets a property over every file (<c>-D name=value</c>).</summary>
    public void Set(string name, string value) => _overlay[DeprecatedNames.Translate(name.Trim())] = value;

    /// <summary>What a setting is, or its default.</summary>
    /// <exception cref="ConfigurationException">It is not what it may be.</exception>
    public T Get<T>(Setting<T> setting) => Get(setting, setting.Default);

    /// <summary>What a setting is, or <paramref name="otherwise"/>, where what holds instead depends on something.</summary>
    /// <exception cref="ConfigurationException">It is not what it may be; the message says what may, and where it stands.</exception>
    public T Get<T>(Setting<T> setting, T otherwise)
    {
        if (Trimmed(setting.Name) is not { } text)
        {
            return otherwise;
        }

        return setting.TryRead(text, out var value) ? value
            : setting.PassesOver ? otherwise
            : throw Unusable(setting.Name, text, setting.Allowed);
    }

    /// <summary>A text as it was written, with blanks and when there is nothing in it, or its default when it was not.</summary>
    public string GetExact(Setting<string> setting) => Get(setting.Name) ?? setting.Default;

    /// <summary>The file that a name's value stands in; null: it is no file's.</summary>
    public string? FileOf(string name)
    {
        name = DeprecatedNames.Translate(name);
        return _overlay.ContainsKey(name) ? null : _files.GetValueOrDefault(name);
    }

    /// <summary>
    /// Names that nobody knows, of those whose beginning says that they are Hadoop's or ours (<see cref="KnownKeys"/>): what was written in
    /// files or set.
    /// </summary>
    public IEnumerable<UnknownKey> UnknownKeys() => OfFilesOrSet().Select(Misspelt).OfType<UnknownKey>()
        .Select(u => u with { Where = FileOf(u.Name) is { } file ? Path.GetFileName(file) : "-D" });

    /// <summary>What is wrong with a name; null: nothing, or it is none of ours to know. Names of older Hadoops are good.</summary>
    public static UnknownKey? Misspelt(string name) =>
        DeprecatedNames.Translate(name) is var now && !KnownKeys.IsKnown(now) ? new UnknownKey(name, "", KnownKeys.Nearest(now)) : null;

    /// <summary>Names that Apache's programs read and nothing here does.</summary>
    public IEnumerable<string> KeysWithoutEffect() => OfFilesOrSet().Where(KnownKeys.IsWithoutEffect);

    /// <summary>The value with its variables expanded; null when it is not set.</summary>
    /// <exception cref="ConfigurationException">Its variables refer to each other in a circle.</exception>
    public string? Get(string name) => GetRaw(name) is { } raw ? Variables.Expand(raw, GetRaw) : null;

    /// <summary>The value as written; null when it is not set.</summary>
    public string? GetRaw(string name)
    {
        name = DeprecatedNames.Translate(name);
        return _overlay.TryGetValue(name, out var value) || _values.TryGetValue(name, out value) ? value : null;
    }

    /// <summary>Whether a file said that later ones do not change it.</summary>
    public bool IsFinal(string name) => _final.Contains(DeprecatedNames.Translate(name));

    /// <summary>Every name that has a value, in order.</summary>
    public IEnumerable<string> Names() => _values.Keys.Union(_overlay.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The trimmed value, or <paramref name="otherwise"/> when it is not set or empty.</summary>
    public string GetString(string name, string otherwise) => Trimmed(name) ?? otherwise;

    /// <summary>The comma-separated parts, trimmed, without empty ones.</summary>
    public IReadOnlyList<string> GetStrings(string name) =>
        Get(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>A whole number, decimal or 0x….</summary>
    /// <exception cref="ConfigurationException">The value is none.</exception>
    public long GetLong(string name, long otherwise)
    {
        if (Trimmed(name) is not { } text)
        {
            return otherwise;
        }

        var ok = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        return ok ? number : throw Unusable(name, text, "a whole number");
    }

    /// <summary>As <see cref="GetLong"/>, within 32 bits.</summary>
    public int GetInt(string name, int otherwise)
    {
        var number = GetLong(name, otherwise);
        return number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Unusable(name, Get(name)!, "a whole number of 32 bits");
    }

    /// <summary>A number, with a fraction or without, as Java reads one: 0.5, 1e3, 0.5f.</summary>
    /// <exception cref="ConfigurationException">The value is none.</exception>
    public double GetFloat(string name, double otherwise)
    {
        if (Trimmed(name) is not { } text)
        {
            return otherwise;
        }

        var digits = text is [.., 'f' or 'F' or 'd' or 'D'] ? text.AsSpan(0, text.Length - 1) : text;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unusable(name, text, "a number");
    }

    /// <summary>true or false; anything else counts as not set, as in Apache's.</summary>
    public bool GetBool(string name, bool otherwise) => Trimmed(name)?.ToLowerInvariant() switch
    {
        "true" => true,
        "false" => false,
        _ => otherwise,
    };

    /// <summary>Bytes: 134217728 or 128m (k m g t p e, powers of 1024).</summary>
    public long GetSize(string name, long otherwise)
    {
        if (Trimmed(name) is not { } text)
        {
            return otherwise;
        }

        try
        {
            return ByteSize.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{name} = {text}: {e.Message}", e);
        }
    }

    /// <summary>
    /// A time span: 30s, 500ms, 2m, 1h, 1d, 10us, 10ns; a plain number has the unit that <paramref name="plain"/> stands for.
    /// </summary>
    /// <param name="name">Of the property.</param>
    /// <param name="otherwise">When it is not set.</param>
    /// <param name="plain">What 1 means: Apache's documentation of each property says.</param>
    public TimeSpan GetDuration(string name, TimeSpan otherwise, TimeSpan plain) =>
        Trimmed(name) is not { } text
            ? otherwise
            : Durations.TryParse(text, plain, out var span) ? span
            : throw Unusable(name, text, "a time such as 30s, 500ms, 2m, 1h, 1d");

    /// <summary>As the other, a plain number being milliseconds.</summary>
    public TimeSpan GetMilliseconds(string name, TimeSpan otherwise) => GetDuration(name, otherwise, TimeSpan.FromMilliseconds(1));

    /// <summary>What Hadoop's 0 means where a time-out is set.</summary>
    public static TimeSpan NoTimeout => Durations.NoTimeout;

    /// <summary>
    /// How long to wait for something, a plain number being milliseconds; 0 and what is longer are <see cref="NoTimeout"/>.
    /// </summary>
    /// <exception cref="ConfigurationException">It is negative, or no time.</exception>
    public TimeSpan GetTimeout(string name, TimeSpan otherwise) => GetPause(name, otherwise) is { Ticks: > 0 } time ? time : NoTimeout;

    /// <summary>
    /// How long to wait between two things, a plain number being milliseconds; 0 is not at all, at most <see cref="NoTimeout"/>.
    /// </summary>
    /// <exception cref="ConfigurationException">It is negative, or no time.</exception>
    public TimeSpan GetPause(string name, TimeSpan otherwise)
    {
        var time = GetMilliseconds(name, otherwise);
        return time < TimeSpan.Zero ? throw Unusable(name, Get(name)!, "a time of at least 0") : time < NoTimeout ? time : NoTimeout;
    }

    /// <summary>Every property with its expanded value, in name order.</summary>
    public IEnumerable<KeyValuePair<string, string>> All() =>
        Names().Select(name => new KeyValuePair<string, string>(name, Get(name)!));

    /// <summary>The names that a property had in older Hadoops; programs written for those ask for them.</summary>
    public static IEnumerable<string> OldNames(string name) => DeprecatedNames.Before(name);

    private string? Trimmed(string name) => Get(name)?.Trim() is { Length: > 0 } text ? text : null;

    private IEnumerable<string> OfFilesOrSet() => _files.Keys.Union(_overlay.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private ConfigurationException Unusable(string name, string value, string wanted) =>
        new($"{name} = {value}: this is not {wanted}; correct it in {FileOf(name) ?? "the configuration"} or with -D {name}=…", null);
}
