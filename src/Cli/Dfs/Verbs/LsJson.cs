using System.Text.Json;
using Hathi.Cli.Kit.Text;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary>One file or directory as a JSON object.</summary>
internal static class LsJson
{
    public static void Write(Utf8JsonWriter json, string path, FileStatus status)
    {
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteString("type", status.IsDirectory ? "directory" : "file");
        json.WriteNumber("length", status.Length);
        json.WriteNumber("replication", status.Replication);
        json.WriteNumber("blockSize", status.BlockSize);
        json.WriteString("owner", status.Owner);
        json.WriteString("group", status.Group);
        json.WriteString("permission", Convert.ToString(status.Mode, 8).PadLeft(3, '0'));
        json.WriteString("modified", Times.Iso(status.ModificationTime));
        json.WriteString("accessed", Times.Iso(status.AccessTime));
        json.WriteEndObject();
    }
}
