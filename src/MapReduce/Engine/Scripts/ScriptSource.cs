using System.Security.Cryptography;
using System.Text;
using Hathi.Base;

namespace Hathi.MapReduce.Scripts;

/// <summary>The text of a job's file.</summary>
/// <param name="Path">As the user wrote it, for messages.</param>
/// <param name="Text">With a first line that starts with #! made a comment.</param>
internal sealed record ScriptSource(string Path, string Text)
{
    /// <summary>More is no job but a mistake.</summary>
    private const long MaxBytes = 16 << 20;

    // What a first line "#!/usr/bin/env hathi" is made into.
    private const string ShebangComment = "//!";

    /// <summary>The first comment without its slashes: by custom it says what the job does and how to call it.</summary>
    internal string? FirstComment
    {
        get
        {
            foreach (var line in Text.AsSpan().EnumerateLines())
            {
                if (line.StartsWith("//") && !line.StartsWith(ShebangComment) && line.Trim("/ ") is { IsEmpty: false } comment)
                {
                    return comment.ToString();
                }
            }

            return null;
        }
    }

    /// <exception cref="ScriptException">It is not there or cannot be read.</exception>
    internal static ScriptSource Read(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                throw new ScriptException(Directory.Exists(path)
                    ? $"{path} is a directory; give the .cs file that defines the job."
                    : $"{path} does not exist; give the .cs file that defines the job.");
            }

            if (info.Length > MaxBytes)
            {
                throw new ScriptException($"{path} has {info.Length} bytes; a job's file has at most {MaxBytes}.");
            }

            var text = File.ReadAllText(path);
            return new ScriptSource(path, text.StartsWith("#!", StringComparison.Ordinal) ? ShebangComment + text[2..] : text);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new ScriptException($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>A name for what comes out of compiling it: the same text, file name and compiler surroundings give the same.</summary>
    internal string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(Path) + "\n"));
        foreach (var assembly in ScriptSurroundings.Assemblies)
        {
            hash.AppendData(assembly.ManifestModule.ModuleVersionId.ToByteArray());
        }

        hash.AppendData(Encoding.UTF8.GetBytes($"{Environment.Version}\n{ScriptSurroundings.Usings}\n"));
        hash.AppendData(Encoding.UTF8.GetBytes(Text));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
