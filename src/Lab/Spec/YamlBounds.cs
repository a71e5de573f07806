using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Hathi.Lab.Spec;

/// <summary>
/// Looks through a document before it is loaded. Loading goes into what it finds as deep as it is, and into whatever is a name with all
/// that it names by aliases: of a document of nothing but brackets, or of a node that holds itself, the process would end; lists of lists
/// that are told by aliases would keep it for ever.
/// </summary>
internal static class YamlBounds
{
    /// <summary>Lists and mappings within each other, the document included. A lab has five: its nodes, a node, its settings.</summary>
    private const int Deepest = 32;

    /// <exception cref="LabException">It is too deep, a node is part of itself, or a name is no word.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static void Check(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        var around = new Stack<Level>();
        while (Next(parser, file))
        {
            if (parser.Current is { } node and (Scalar or AnchorAlias or MappingStart or SequenceStart)
                && around.TryPeek(out var level) && level.TakesName() && node is not Scalar)
            {
                throw new LabException($"{file}:{node.Start.Line}: the name of a value is one word");
            }

            switch (parser.Current)
            {
                case AnchorAlias alias when around.Any(l => l.Anchor == alias.Value):
                    throw new LabException($"{file}:{alias.Start.Line}: *{alias.Value} stands within what it names");
                case NodeEvent start and (MappingStart or SequenceStart):
                    if (around.Count == Deepest)
                    {
                        throw new LabException($"{file}:{start.Start.Line}: more than {Deepest} lists and mappings within each other");
                    }

                    around.Push(new Level(start.Anchor, start is MappingStart));
                    break;
                case MappingEnd or SequenceEnd:
                    around.Pop();
                    break;
            }
        }
    }

    private static bool Next(Parser parser, string file)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The library stumbles itself over some characters within braces and some tags, and says no place.
            throw new LabException($"{file}:{parser.Current?.End.Line ?? 1}: not valid YAML from here on", e);
        }
    }

    /// <summary>A list or a mapping that has begun.</summary>
    private sealed class Level(AnchorName anchor, bool isMapping)
    {
        private readonly bool _isMapping = isMapping;
        private bool _isNameDue = isMapping;

        public AnchorName Anchor => anchor;

        /// <summary>Whether what comes next in it is a name; in a mapping names and values take turns.</summary>
        public bool TakesName()
        {
            var isName = _isNameDue;
            _isNameDue = _isMapping && !isName;
            return isName;
        }
    }
}
