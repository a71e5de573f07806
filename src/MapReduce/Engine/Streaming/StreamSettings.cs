using System.Globalization;
using System.Text;

namespace Hathi.MapReduce.Streaming;

/// <summary>How records become lines for a program, and its lines records.</summary>
/// <param name="InputSeparator">Between key and value of what the program reads.</param>
/// <param name="OutputSeparator">Behind the fields of the key in what it writes.</param>
/// <param name="KeyFields">How many fields the key has.</param>
/// <param name="IgnoreKey">The program reads values only.</param>
/// <param name="Environment">Variables of -cmdenv.</param>
internal sealed record StreamFormat(
    byte[] InputSeparator, byte[] OutputSeparator, int KeyFields, bool IgnoreKey, IReadOnlyList<KeyValuePair<string, string>> Environment);

/// <summary>
/// The properties stream.* of a job, with Hadoop's names and defaults. Source: Apache <c>PipeMapper</c>, <c>PipeReducer</c>.
/// </summary>
/// <param name="get">Asks for a property, with the value when it is not set.</param>
/// <param name="environment">Variables of -cmdenv.</param>
internal sealed class StreamSettings(Func<string, string, string> get, IReadOnlyList<KeyValuePair<string, string>> environment)
{
    internal StreamFormat Reduce => new(
        Separator("stream.reduce.input"),
        Separator("stream.reduce.output"),
        Number("stream.num.reduce.output.key.fields"),
        IgnoreKey: false,
        environment);

    /// <summary>What a combiner writes is map output again.</summary>
    internal StreamFormat Combine => new(
        Separator("stream.reduce.input"),
        Separator("stream.map.output"),
        Number("stream.num.map.output.key.fields"),
        IgnoreKey: false,
        environment);

    internal StreamFormat Map(bool ignoreKey) => new(
        Separator("stream.map.input"), Separator("stream.map.output"), Number("stream.num.map.output.key.fields"),
        Flag("stream.map.input.ignoreKey", ignoreKey), environment);

    private byte[] Separator(string of) =>
        get(of + ".field.separator", "") is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : "\t"u8.ToArray();

    private bool Flag(string name, bool otherwise) => bool.TryParse(get(name, "").Trim(), out var value) ? value : otherwise;

    private int Number(string name) => int.TryParse(get(name, "1").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
        ? number
        : throw new JobDefinitionException($"{name} = {get(name, "")}: it must be a whole number from 1 on.");
}
