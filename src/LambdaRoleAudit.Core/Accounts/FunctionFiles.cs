namespace LambdaRoleAudit.Accounts;

/// <summary>Reads files of functions one after another: the disk is the bottleneck, and the order of arrival is the order given.</summary>
public static class FunctionFiles
{
    /// <summary>Reads them into the builder.</summary>
    /// <param name="paths">Full paths.</param>
    /// <param name="builder">Takes the functions, and the problems.</param>
    /// <param name="onProgress">Told how far it is, in bytes.</param>
    /// <param name="cancellationToken">Ends it between two buffers.</param>
    public static void Read(
        IReadOnlyList<string> paths, FunctionInventoryBuilder builder, Action<ReadingProgress> onProgress,
        CancellationToken cancellationToken)
    {
        var total = paths.Sum(InputFiles.LengthOf);
        var reader = new FunctionFileReader(builder);
        var done = 0L;
        foreach (var path in paths)
        {
            var name = Path.GetFileName(path);
            reader.Read(path, bytes => onProgress(new ReadingProgress(done += bytes, total, builder.Count, name)), cancellationToken);
        }

        reader.Complete();
    }
}
