using System.Reflection;

namespace Hathi.MapReduce.Scripts;

/// <summary>What a job's file is compiled against, beside .NET itself.</summary>
internal static class ScriptSurroundings
{
    internal const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Hathi.Hadoop.Conf;
        global using Hathi.MapReduce;
        global using Hathi.MapReduce.Formats;
        global using Hathi.MapReduce.Partition;
        global using Hathi.MapReduce.Query;
        global using Hathi.Records;
        global using Hathi.Records.Serialization;
        """;

    internal static readonly Assembly[] Assemblies =
    [
        typeof(Job).Assembly, typeof(Engine.LocalJobRunner).Assembly, typeof(Records.Text).Assembly,
        typeof(Hdfs.Client.FileSystem).Assembly,
        typeof(Hadoop.Conf.Configuration).Assembly, typeof(Base.ByteSize).Assembly,
    ];
}
