using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Dfs.Verbs;

namespace Hathi.Cli.Dfs;

/// <summary>The verbs by name. A switch, not a table: a command makes one verb and pays for one.</summary>
internal static class VerbTable
{
    /// <summary>All that there are, in the order of their names, without the old ones.</summary>
    public static string[] Names =>
    [
        "-appendToFile", "-cat", "-checksum", "-chgrp", "-chmod", "-chown", "-copyFromLocal", "-copyToLocal",
        "-count", "-cp", "-df", "-du", "-expunge", "-find", "-get", "-getmerge",
        "-head", "-help", "-ls", "-mkdir", "-moveFromLocal", "-mv", "-put", "-rm",
        "-rmdir", "-setrep", "-stat", "-tail", "-test", "-text", "-touch", "-touchz", "-usage",
    ];

    /// <param name="name">With the dash.</param>
    /// <returns>A new one, or null when there is none of this name.</returns>
    public static Verb? Find(string name) => name switch
    {
        "-appendToFile" => new AppendToFile(),
        "-cat" => new Cat(),
        "-checksum" => new Checksum(),
        "-chgrp" => new Chgrp(),
        "-chmod" => new Chmod(),
        "-chown" => new Chown(),
        "-copyFromLocal" => new Put("copyFromLocal"),
        "-copyToLocal" => new Get("copyToLocal"),
        "-count" => new Count(),
        "-cp" => new Cp(),
        "-df" => new Df(),
        "-du" => new Du(),
        "-dus" => new Dus(),
        "-expunge" => new Expunge(),
        "-find" => new Find(),
        "-get" => new Get("get"),
        "-getmerge" => new Getmerge(),
        "-head" => new Head(),
        "-help" => new HelpVerb(),
        "-ls" => new Ls(),
        "-lsr" => new Lsr(),
        "-mkdir" => new Mkdir(),
        "-moveFromLocal" => new MoveFromLocal(),
        "-mv" => new Mv(),
        "-put" => new Put("put"),
        "-rm" => new Rm(),
        "-rmdir" => new Rmdir(),
        "-rmr" => new Rmr(),
        "-setrep" => new Setrep(),
        "-stat" => new Stat(),
        "-tail" => new Tail(),
        "-test" => new TestVerb(),
        "-text" => new TextVerb(),
        "-touch" => new Touch(),
        "-touchz" => new Touchz(),
        "-usage" => new UsageVerb(),
        _ => null,
    };

    /// <summary>Apache's shell has it, this one not yet.</summary>
    public static bool IsPlanned(string name) =>
        name is "-concat" or "-createSnapshot" or "-deleteSnapshot" or "-getfacl" or "-getfattr" or "-moveToLocal" or "-renameSnapshot"
            or "-setfacl" or "-setfattr" or "-truncate";
}
