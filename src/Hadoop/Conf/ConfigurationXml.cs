using System.Xml;
using Hathi.Base;

namespace Hathi.Hadoop.Conf;

/// <summary>One property of a configuration file.</summary>
internal readonly record struct ConfigurationProperty(string Name, string Value, bool Final);

/// <summary>
/// Reads Hadoop's configuration files: <c>configuration/property/(name, value, final)</c>, the same as attributes of <c>property</c>, and
/// <c>include</c> of another file by <c>href</c>. Source: Apache <c>Configuration.Parser</c>.
/// </summary>
internal static class ConfigurationXml
{
    /// <summary>Files that include files that include …; more than this is a loop.</summary>
    private const int MaxIncludeDepth = 20;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore, IgnoreComments = true, IgnoreWhitespace = true,
    };

    /// <exception cref="ConfigurationException">The file is not there, cannot be read or is no configuration.</exception>
    internal static List<ConfigurationProperty> Read(string file)
    {
        var properties = new List<ConfigurationProperty>();
        ReadInto(file, properties, 0);
        return properties;
    }

    private static void ReadInto(string file, List<ConfigurationProperty> properties, int depth)
    {
        if (depth > MaxIncludeDepth)
        {
            throw new ConfigurationException(
                $"{file}: configuration files include each other more than {MaxIncludeDepth} deep; break the loop.", null);
        }

        try
        {
            using var stream = File.OpenRead(file);
            using var reader = XmlReader.Create(stream, Settings);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.Name != "configuration")
            {
                throw new ConfigurationException(
                    $"{file}: the top element is <{reader.Name}>, a Hadoop configuration starts with <configuration>.", null);
            }

            ReadElements(reader, file, properties, depth);
        }
        catch (XmlException e)
        {
            throw new ConfigurationException($"{file}, line {e.LineNumber}: {e.Message}", e);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new ConfigurationException($"{file}: cannot read this configuration file: {e.Message}", e);
        }
    }

    private static void ReadElements(XmlReader reader, string file, List<ConfigurationProperty> properties, int depth)
    {
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.Name == "property")
            {
                ReadProperty(reader, properties);
            }
            else if (reader.LocalName == "include" && reader.GetAttribute("href") is { } href)
            {
                ReadInto(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, href), properties, depth + 1);
            }
        }
    }

    private static void ReadProperty(XmlReader reader, List<ConfigurationProperty> properties)
    {
        var name = reader.GetAttribute("name");
        var value = reader.GetAttribute("value");
        var final = IsTrue(reader.GetAttribute("final"));
        if (!reader.IsEmptyElement)
        {
            var level = reader.Depth;
            reader.Read();
            while (reader.Depth > level)
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    reader.Read();
                    continue;
                }

                // Reading the content moves past the end element.
                switch (reader.Name)
                {
                    case "name":
                        name = reader.ReadElementContentAsString().Trim();
                        break;
                    case "value":
                        value = reader.ReadElementContentAsString();
                        break;
                    case "final":
                        final = IsTrue(reader.ReadElementContentAsString());
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }

        if (!string.IsNullOrEmpty(name) && value is not null)
        {
            properties.Add(new ConfigurationProperty(name, value, final));
        }
    }

    private static bool IsTrue(string? text) => text is not null && text.Trim() == "true";
}
