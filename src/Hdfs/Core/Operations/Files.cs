using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Where only a file will do (INodeFile.valueOf).</summary>
internal static class Files
{
    /// <summary>The file that a path names.</summary>
    public static int Require(OperationContext context, ResolvedPath path) => Require(context, path, path.Text);

    /// <param name="context">The step.</param>
    /// <param name="path">Resolved.</param>
    /// <param name="name">What messages call it.</param>
    public static int Require(OperationContext context, ResolvedPath path, string name)
    {
        if (path.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, "File does not exist: " + name);
        }

        return context.Tree[path.Last].IsDirectory
            ? throw new HdfsFault(HdfsError.FileNotFound, "Path is not a file: " + name)
            : path.Last;
    }
}
