namespace Hathi.Tests.Cases.Verbs;

/// <summary>A verb of a program, and which texts are about it.</summary>
/// <param name="Program">Such as <c>yarn</c>.</param>
/// <param name="Command">Such as <c>application</c>; what is typed behind the program.</param>
/// <param name="Option">Which of the things that the command does, without a dash; empty: it does one.</param>
internal sealed record VerbName(string Program, string Command, string Option)
{
    /// <summary>Of its text; further ones have a dot and more behind it.</summary>
    public string File => Option.Length == 0 ? Command : $"{Command}-{Option}";

    /// <summary>Verbs without a text, texts without a verb, and texts in which their verb is not typed.</summary>
    /// <param name="folder">Below tests/Cases/verbs.</param>
    /// <param name="verbs">All that there are.</param>
    public static IReadOnlyList<string> Wrong(string folder, IEnumerable<VerbName> verbs)
    {
        var known = verbs.ToDictionary(static v => v.File, StringComparer.Ordinal);
        var texts = CaseRun.Names("verbs/" + folder).Select(n => (Name: n, Verb: n.Split('.')[0], Text: VerbText.Load(folder, n))).ToList();
        return
        [
            .. known.Keys.Except(texts.Select(static t => t.Verb)).Select(name => $"no text: verbs/{folder}/{name}.txt"),
            .. texts.Where(t => !known.ContainsKey(t.Verb)).Select(t => $"there is no such verb: verbs/{folder}/{t.Name}.txt"),
            .. texts.Where(t => known.TryGetValue(t.Verb, out var verb) && !t.Text.Exchanges.Any(e => verb.IsTyped(e.Words())))
                .Select(t => $"its verb is not typed there: verbs/{folder}/{t.Name}.txt"),
        ];
    }

    /// <summary>The forms of a language's words that texts use.</summary>
    public static IEnumerable<string> WordsUsed(string folder, Language language) =>
        from name in CaseRun.Names("verbs/" + folder)
        from sentence in VerbText.Load(folder, name).Sentences
        from phrase in language.Phrases
        where phrase.Keyword == sentence.Keyword && phrase.Fits(sentence.Text)
        select phrase.Form;

    private bool IsTyped(List<string> words) =>
        words.Count > 1 && words[0] == Program && words[1] == Command
        && (Option.Length == 0 || words.Exists(w => w.TrimStart('-') == Option));
}
