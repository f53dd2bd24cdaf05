namespace Orleans.GrainDirectory;

/// <summary>
/// Names the directory of a grain class, see <see cref="Runtime.Hosting.DirectorySiloBuilderExtensions"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainDirectoryAttribute(string grainDirectoryName) : Attribute
{
    public const string DEFAULT_GRAIN_DIRECTORY = "default";

    public GrainDirectoryAttribute()
        : this(DEFAULT_GRAIN_DIRECTORY)
    {
    }

    public string GrainDirectoryName { get; set; } = grainDirectoryName;
}
