namespace Orleans.Configuration;

/// <summary>This silo's name; made from its address when it is not set.</summary>
public class SiloOptions
{
    public string SiloName { get; set; } = null!;
}
