using System.Globalization;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using YamlDotNet.RepresentationModel;

namespace Hathi.Lab.Spec;

/// <summary>Typed reading of one YAML mapping, with the line in every error.</summary>
internal sealed class YamlKeys
{
    private readonly string _file;
    private readonly YamlMappingNode _map;

    public YamlKeys(string file, YamlMappingNode map, string[] known)
    {
        _file = file;
        _map = map;
        foreach (var key in map.Children.Keys)
        {
            var text = (key as YamlScalarNode)?.Value ?? "";
            if (!known.Contains(text))
            {
                throw new LabException($"{file}:{key.Start.Line}: unknown key '{text}'; known here: {string.Join(", ", known)}");
            }
        }
    }

    public bool Has(string key) => Find(key) is not null;

    public LabException Error(string key, string message) => new($"{_file}:{Find(key)?.Start.Line ?? _map.Start.Line}: {message}");

    public string? Text(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } value } => value,
        _ => throw Error(key, $"'{key}' needs one value"),
    };

    public int? Number(string key, int min, int max)
    {
        var text = Text(key);
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Error(key, $"'{key}' is a whole number from {min} to {max}, not '{text}'");
    }

    public long? Size(string key)
    {
        var text = Text(key);
        if (text is null)
        {
            return null;
        }

        try
        {
            var bytes = ByteSize.Parse(text);
            return bytes > 0 ? bytes : throw Error(key, $"'{key}' is a size above nothing, not '{text}'");
        }
        catch (FormatException e)
        {
            throw Error(key, $"'{key}' is a size such as 256m: {e.Message}");
        }
    }

    public List<string>? Texts(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } value } => [value],
        YamlSequenceNode list => [.. list.Select(n => (n as YamlScalarNode)?.Value ?? throw Error(key, $"'{key}' is a list of words"))],
        _ => throw Error(key, $"'{key}' is a list of words"),
    };

    public Dictionary<string, string> Settings(string key, bool areNamesChecked)
    {
        var found = Find(key);
        if (found is null)
        {
            return [];
        }

        if (found is not YamlMappingNode map)
        {
            throw Error(key, $"'{key}' is a mapping of Hadoop keys to values, for example dfs.replication: 2");
        }

        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Children)
        {
            var setting = ((YamlScalarNode)name).Value!;
            if (areNamesChecked && Configuration.Misspelt(setting) is { } unknown)
            {
                var meant = unknown.Nearest is { } nearest ? $"; did you mean {nearest}?" : "";
                throw new LabException($"{_file}:{name.Start.Line}: unknown setting '{setting}'{meant}");
            }

            settings[setting] = (value as YamlScalarNode)?.Value
                ?? throw new LabException($"{_file}:{value.Start.Line}: a setting has one value");
        }

        return settings;
    }

    private YamlNode? Find(string key) => _map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
}
