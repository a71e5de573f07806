using System.Globalization;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Properties;

/// <summary>What stands behind WITH, by names and types. Source: Apache <c>PropertyDefinitions</c>.</summary>
internal sealed class PropertyReader
{
    private readonly Dictionary<string, Property> _properties = new(StringComparer.Ordinal);

    /// <exception cref="CqlException">One is there twice.</exception>
    public PropertyReader(ImmutableArray<Property> properties)
    {
        foreach (var property in properties)
        {
            if (!_properties.TryAdd(property.Name, property))
            {
                throw Refusals.Syntax($"Multiple definitions for property '{property.Name}'");
            }
        }
    }

    public bool Has(string name) => _properties.ContainsKey(name);

    /// <exception cref="CqlException">One is not among those that there are.</exception>
    public void RefuseOthers(IReadOnlySet<string> known)
    {
        foreach (var name in _properties.Keys)
        {
            if (!known.Contains(name))
            {
                throw Refusals.Syntax($"Unknown property '{name}'");
            }
        }
    }

    public string? Text(string name)
    {
        if (!_properties.TryGetValue(name, out var property))
        {
            return null;
        }

        return property.Value?.Text ?? throw Refusals.Syntax($"Invalid value for property '{name}'. It should be a string");
    }

    public ImmutableSortedDictionary<string, string>? Map(string name)
    {
        if (!_properties.TryGetValue(name, out var property))
        {
            return null;
        }

        if (property.Value is not null)
        {
            throw Refusals.Syntax($"Invalid value for property '{name}'. It should be a map.");
        }

        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in property.Map)
        {
            if (!map.TryAdd(entry.Key.Text, entry.Value.Text))
            {
                throw Refusals.Syntax($"Multiple definition for property {entry.Key.Text}");
            }
        }

        return map.ToImmutable();
    }

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        var text when text.ToLowerInvariant() is "1" or "true" or "yes" => true,
        var text when text.ToLowerInvariant() is "0" or "false" or "no" => false,
        var text => throw Refusals.Syntax(
            $"Invalid boolean value {text} for '{name}'. Positive values can be '1', 'true' or 'yes'. "
            + "Negative values can be '0', 'false' or 'no'."),
    };

    public int? Number(string name) => Text(name) switch
    {
        null => null,
        var text when Numbers.TryInt(text, out var number) => number,
        var text => throw Refusals.Syntax($"Invalid integer value {text} for '{name}'"),
    };

    public double? Fraction(string name) => Text(name) switch
    {
        null => null,
        var text when Numbers.TryDouble(text, out var number) => number,
        var text => throw Refusals.Syntax($"Invalid double value {text} for '{name}'"),
    };
}

/// <summary>Numbers as they stand in options.</summary>
internal static class Numbers
{
    public static bool TryInt(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    public static bool TryDouble(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
