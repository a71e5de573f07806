using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Streaming;

namespace Hathi.MapReduce.Tests.Streaming;

/// <summary>Commands and lists of paths, cut as Apache cuts them.</summary>
public sealed class StreamingWordsTests
{
    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("sed 's/ /\\t/' x", "sed|s/ /\\t/|x")]
    [InlineData("sh -c \"echo 'a b'; exit\"", "sh|-c|echo 'a b'; exit")]
    [InlineData("a'b c'd", "a|b c|d")]
    [InlineData("", "")]
    public void Commands_are_cut_into_words_as_Apache_cuts_them(string command, string words) =>
        Assert.Equal(words, string.Join('|', StreamProgram.Split(command)));

    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("/a,/b", "/a|/b")]
    [InlineData(",/a,,/b,", "/a|/b")]
    [InlineData("/{a,b}/*,/c", "/{a,b}/*|/c")]
    [InlineData("/{a,{b,c}},/d/{e,f}", "/{a,{b,c}}|/d/{e,f}")]
    [InlineData("/{a,b", "/{a,b")]
    [InlineData("", "")]
    public void Lists_of_paths_are_parted_as_Apaches(string text, string paths) =>
        Assert.Equal(paths, string.Join('|', PathList.Split(text)));
}
