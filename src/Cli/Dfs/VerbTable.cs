using Hathi.Cli.Dfs.Verbs;

namespace Hathi.Cli.Dfs;

/// <summary>The verbs by name. A switch, not a table: a command makes one verb and pays for one.</summary>
internal static class VerbTable
{
    /// <summary>All that there are, in the order of their names, without the old ones.</summary>
    public static string[] Names =>
    [
        "-cat", "-get", "-help", "-ls", "-mkdir", "-mv", "-put", "-rm", "-test", "-usage",
    ];

    /// <param name="name">With the dash.</param>
    /// <returns>A new one, or null when there is none of this name.</returns>
    public static Verb? Find(string name) => name switch
    {
        "-cat" => new Cat(),
        "-get" => new Get("get"),
        "-copyToLocal" => new Get("copyToLocal"),
        "-help" => new HelpVerb(),
        "-ls" => new Ls(),
        "-lsr" => new Lsr(),
        "-mkdir" => new Mkdir(),
        "-mv" => new Mv(),
        "-put" => new Put("put"),
        "-copyFromLocal" => new Put("copyFromLocal"),
        "-rm" => new Rm(),
        "-rmr" => new Rmr(),
        "-test" => new TestVerb(),
        "-usage" => new UsageVerb(),
        _ => null,
    };

    /// <summary>Apache's shell has it, this one not yet.</summary>
    public static bool IsPlanned(string name) =>
        name is "-concat" or "-createSnapshot" or "-deleteSnapshot" or "-getfacl" or "-getfattr" or "-moveToLocal" or "-renameSnapshot"
            or "-setfacl" or "-setfattr" or "-truncate";
}
