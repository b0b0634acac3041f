namespace LambdaRoleAudit.Accounts;

/// <summary>Reads files of functions one after another, because the disk is the bottleneck. Functions arrive in the given order.</summary>
public static class FunctionFiles
{
    /// <summary>Reads the files into the builder.</summary>
    /// <param name="paths">The full paths.</param>
    /// <param name="builder">Receives the functions and the problems.</param>
    /// <param name="onProgress">Receives the progress, in bytes.</param>
    /// <param name="cancellationToken">Cancels the operation between two buffers.</param>
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
