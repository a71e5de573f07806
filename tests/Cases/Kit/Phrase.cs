using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hathi.Tests.Cases;

/// <summary>
/// A form of sentence that a language knows: words; slots in braces, <c>{node}</c> for one and <c>{nodes…}</c> for some with commas between
/// them; what stands in brackets may be missing, and so may an s or es in parentheses.
/// </summary>
internal sealed class Phrase(CaseKeyword keyword, string form, Func<Slots, string> act)
{
    private const string One = @"[^\s,]+";

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private readonly Regex _pattern = new(Pattern(form), Options, TimeSpan.FromSeconds(10));

    public CaseKeyword Keyword { get; } = keyword;

    /// <summary>As the table of words has it.</summary>
    public string Form { get; } = $"{keyword.ToString().ToLowerInvariant()} {form}";

    /// <summary>Some sentence has had this form.</summary>
    public bool IsUsed { get; private set; }

    public bool Fits(string text) => _pattern.IsMatch(text);

    /// <returns>The answer to a question; else nothing.</returns>
    public string Do(string text)
    {
        IsUsed = true;
        return act(new Slots(_pattern.Match(text)));
    }

    private static string Pattern(string form)
    {
        var pattern = new StringBuilder("^");
        for (var i = 0; i < form.Length; i++)
        {
            if (form[i] == '{')
            {
                var end = form.IndexOf('}', i);
                var name = form[(i + 1)..end];
                pattern.Append(name.EndsWith('…') ? $"(?<{name[..^1]}>{One}(, {One})*)" : $"(?<{name}>{One})");
                i = end;
            }
            else if (form[i] == '(')
            {
                var end = form.IndexOf(')', i);
                pattern.Append($"({form[(i + 1)..end]})?");
                i = end;
            }
            else
            {
                pattern.Append(form[i] switch
                {
                    '[' => "(",
                    ']' => ")?",
                    var c => Regex.Escape(c.ToString()),
                });
            }
        }

        return pattern.Append('$').ToString();
    }
}

/// <summary>What stood in the slots of a sentence.</summary>
internal sealed class Slots(Match match)
{
    /// <summary>Whether the sentence has words that may be missing.</summary>
    public bool Says(string words) => match.Value.Contains(words, StringComparison.Ordinal);

    /// <summary>The text in a slot; empty where that part of the sentence is missing.</summary>
    public string this[string name] => match.Groups[name].Value;

    public bool Has(string name) => match.Groups[name].Success;

    public IReadOnlyList<string> List(string name) => Has(name) ? this[name].Split(", ") : [];

    /// <exception cref="CaseFault">It is no number.</exception>
    public double Number(string name) => double.TryParse(this[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CaseFault($"'{this[name]}' is no number");

    /// <exception cref="CaseFault">It is no whole number.</exception>
    public int Int(string name) => (int)Long(name);

    /// <exception cref="CaseFault">It is no whole number.</exception>
    public long Long(string name) => long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CaseFault($"'{this[name]}' is no whole number");
}
