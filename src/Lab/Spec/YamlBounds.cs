using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Hathi.Lab.Spec;

/// <summary>
/// Looks through a document before it is loaded. Loading and comparing go into what they find as deep as it is: of a document of
/// nothing but brackets, or of a node that holds itself, the process would end.
/// </summary>
internal static class YamlBounds
{
    /// <summary>Lists and mappings within each other, the document included. A lab has five: its nodes, a node, its settings.</summary>
    private const int Deepest = 32;

    /// <exception cref="LabException">It is too deep, or a node is part of itself.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static void Check(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        var around = new Stack<AnchorName>();
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case AnchorAlias alias when around.Contains(alias.Value):
                    throw new LabException($"{file}:{alias.Start.Line}: *{alias.Value} stands within what it names");
                case NodeEvent node and (MappingStart or SequenceStart):
                    if (around.Count == Deepest)
                    {
                        throw new LabException($"{file}:{node.Start.Line}: more than {Deepest} lists and mappings within each other");
                    }

                    around.Push(node.Anchor);
                    break;
                case MappingEnd or SequenceEnd:
                    around.Pop();
                    break;
            }
        }
    }
}
