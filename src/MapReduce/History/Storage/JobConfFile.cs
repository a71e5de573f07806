using System.Xml;

namespace Hathi.MapReduce.History.Storage;

/// <summary>A job's settings as its master left them: Hadoop's XML, without expansion of variables.</summary>
internal static class JobConfFile
{
    /// <summary>
    /// Characters that are read: twenty times what a job has that sets everything. The file is its user's, and anybody may ask for it.
    /// </summary>
    internal const int MostCharacters = 4 << 20;

    private static readonly XmlReaderSettings Safe = new()
    {
        Async = true, DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true, IgnoreComments = true,
        MaxCharactersInDocument = MostCharacters,
    };

    /// <exception cref="InvalidDataException">It is no such XML, or has more than <see cref="MostCharacters"/>.</exception>
    public static async Task<List<KeyValuePair<string, string>>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var settings = new List<KeyValuePair<string, string>>();
        using var xml = XmlReader.Create(stream, Safe);
        var (name, value) = ("", "");
        try
        {
            while (await xml.ReadAsync().ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (xml is { NodeType: XmlNodeType.Element, Name: "name" or "value" })
                {
                    var isName = xml.Name == "name";
                    var text = await xml.ReadElementContentAsStringAsync().ConfigureAwait(false);
                    (name, value) = isName ? (text, value) : (name, text);
                }

                if (xml is { NodeType: XmlNodeType.EndElement, Name: "property" })
                {
                    settings.Add(new(name, value));
                    (name, value) = ("", "");
                }
            }
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"not a file of settings: {e.Message}", e);
        }

        return settings;
    }
}
