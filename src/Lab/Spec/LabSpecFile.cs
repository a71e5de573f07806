using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Hathi.Lab.Spec;

/// <summary>
/// <c>lab.yaml</c> ↔ <see cref="LabSpec"/>. Keys: name, nodes (a number or a list of name, rack, roles, volumes, settings), racks,
/// services, memory, volumes, hadoop (the directory of an Apache Hadoop, as for <c>hathi up --hadoop</c>; a relative path starts where the
/// file is), settings. An unknown key or a wrong value is an error that names its line.
/// </summary>
public static class LabSpecFile
{
    /// <summary>Reads a lab from YAML text.</summary>
    /// <param name="text">The document.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="LabException">Names file, line and what is wrong.</exception>
    public static LabSpec Parse(string text, string file) => Parse(text, file, isDeclared: true);

    /// <summary>
    /// Reads a lab that is there already. Names of settings that nobody knows were taken when it was made, by an older program or in an
    /// older file: it must be possible to stop and remove it all the same.
    /// </summary>
    /// <inheritdoc cref="Parse(string, string)"/>
    public static LabSpec ParseMade(string text, string file) => Parse(text, file, isDeclared: false);

    private static LabSpec Parse(string text, string file, bool isDeclared)
    {
        var yaml = new YamlStream();
        try
        {
            YamlBounds.Check(text, file);
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new LabException($"{file}:{e.Start.Line}: not valid YAML: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The library's scanner took it, and its loader stumbles over what that made of it.
            throw new LabException($"{file}: not valid YAML: {e.Message}", e);
        }

        if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlMappingNode root)
        {
            throw new LabException($"{file}: expected one mapping of keys such as `nodes: 5`");
        }

        var map = new YamlKeys(file, root, ["name", "nodes", "racks", "services", "memory", "volumes", "hadoop", "settings"]);
        var name = map.Text("name") ?? "lab";
        CheckName(name, file);
        var volumes = map.Number("volumes", 1, 16) ?? 1;
        var memory = map.Size("memory");
        var services = Services(map);
        var settings = map.Settings("settings", isDeclared);
        var hadoop = Hadoop(map, file);
        if (root.Children.TryGetValue(new YamlScalarNode("nodes"), out var nodes) && nodes is YamlSequenceNode list)
        {
            foreach (var key in (ReadOnlySpan<string>)["racks", "services"])
            {
                if (map.Has(key))
                {
                    throw map.Error(key, $"a list of nodes names the rack and the roles of each; `{key}` goes with a number of nodes");
                }
            }

            return Checked(
                new LabSpec(name, [.. list.Select(n => ParseNode(n, file, isDeclared))], memory, volumes, settings) { Hadoop = hadoop },
                file);
        }

        var count = map.Number("nodes", 1, LabSpec.MaxNodes) ?? 5;
        var racks = map.Number("racks", 1, count) ?? Math.Min(2, count);
        return LabSpec.Uniform(name, count, racks, services, volumes, memory, settings) with { Hadoop = hadoop };
    }

    /// <summary>Writes every node out, so that the file shows all that can be changed.</summary>
    public static string Format(LabSpec spec)
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine($"name: {spec.Name}");
        if (spec.MemoryBytes is { } memory)
        {
            text.WriteLine($"memory: {ByteSizeText(memory)}");
        }

        text.WriteLine($"volumes: {spec.Volumes}");
        if (spec.Hadoop is { } hadoop)
        {
            text.WriteLine($"hadoop: {Quote(hadoop)}");
        }

        WriteSettings(text, spec.Settings, "");
        text.WriteLine("nodes:");
        foreach (var node in spec.Nodes)
        {
            text.WriteLine($"  - name: {node.Name}");
            text.WriteLine($"    rack: {node.Rack}");
            text.WriteLine($"    roles: [{string.Join(", ", node.Roles)}]");
            if (node.Volumes.Count > 0)
            {
                text.WriteLine($"    volumes: [{string.Join(", ", node.Volumes.Select(Quote))}]");
            }

            WriteSettings(text, node.Settings, "    ");
        }

        return text.ToString();
    }

    /// <summary>Names are folder names and words of a command line.</summary>
    public static void CheckName(string name, string where)
    {
        if (name.Length is 0 or > 40 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || name[0] == '-')
        {
            throw new LabException($"{where}: '{name}' is no name for a lab: use letters, digits and dashes, at most 40");
        }
    }

    private static string? Hadoop(YamlKeys map, string file) => map.Text("hadoop") switch
    {
        null => null,
        var home when home.Contains('\0', StringComparison.Ordinal) => throw map.Error("hadoop", "a path has no zero in it"),
        var home => Path.GetFullPath(home, Path.GetDirectoryName(Path.GetFullPath(file))!),
    };

    private static LabServices Services(YamlKeys map)
    {
        try
        {
            return map.Texts("services") is { } words ? LabServiceNames.Parse(words) : LabServices.All;
        }
        catch (LabException e)
        {
            throw map.Error("services", e.Message);
        }
    }

    private static NodeSpec ParseNode(YamlNode node, string file, bool isDeclared)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw new LabException($"{file}:{node.Start.Line}: a node is a mapping with at least `name: pi-NNN`");
        }

        var map = new YamlKeys(file, mapping, ["name", "rack", "roles", "volumes", "settings"]);
        var name = map.Text("name") ?? throw new LabException($"{file}:{node.Start.Line}: this node has no name");
        if (!name.StartsWith("pi-", StringComparison.Ordinal)
            || !int.TryParse(name.AsSpan(3), NumberStyles.None, null, out var number)
            || number is < 2 or > 250)
        {
            throw map.Error("name", $"'{name}' is no node name: pi-2 … pi-250, where the number ends its address");
        }

        var rack = map.Text("rack") ?? "/default-rack";
        if (!rack.StartsWith('/'))
        {
            throw map.Error("rack", $"'{rack}' is no rack: it starts with a slash, for example /rack-1");
        }

        var roles = map.Texts("roles") ?? ["datanode"];
        foreach (var role in roles)
        {
            if (!NodeRoles.All.Contains(role))
            {
                throw map.Error("roles", $"'{role}' is no role; there are {string.Join(", ", NodeRoles.All)}");
            }
        }

        return new NodeSpec(name, rack, roles, map.Texts("volumes") ?? [], map.Settings("settings", isDeclared));
    }

    private static LabSpec Checked(LabSpec spec, string file)
    {
        if (spec.Nodes.Count is 0 or > LabSpec.MaxNodes)
        {
            throw new LabException($"{file}: a lab has 1 to {LabSpec.MaxNodes} nodes, not {spec.Nodes.Count}");
        }

        var twice = spec.Nodes.GroupBy(n => n.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw new LabException($"{file}: node {twice.Key} is there twice");
        }

        var masters = spec.Nodes.Count(n => n.Roles.Contains("namenode"));
        if (masters != 1)
        {
            throw new LabException($"{file}: exactly one node has the role namenode, here {masters} have it");
        }

        if (spec.Nodes.Count(n => n.Roles.Contains("ring")) > 1)
        {
            throw new LabException($"{file}: the ring has one node until others can join it: one node at most has the role ring");
        }

        var schedulers = spec.Nodes.Where(n => n.Roles.Contains("resourcemanager")).ToList();
        return schedulers.Count > 1 || schedulers.Any(n => n != spec.Master)
            ? throw new LabException($"{file}: the role resourcemanager goes to the node with the role namenode, {spec.Master.Name}")
            : spec;
    }

    private static void WriteSettings(StringWriter text, IReadOnlyDictionary<string, string> settings, string indent)
    {
        if (settings.Count == 0)
        {
            return;
        }

        text.WriteLine($"{indent}settings:");
        foreach (var (key, value) in settings.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            text.WriteLine($"{indent}  {Quote(key)}: {Quote(value)}");
        }
    }

    private static string ByteSizeText(long bytes) =>
        bytes % (1L << 20) == 0 ? $"{bytes >> 20}m" : bytes.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
