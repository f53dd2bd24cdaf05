namespace Orleans.Configuration;

/// <summary>How calls behave.</summary>
public abstract class MessagingOptions
{
    /// <summary>
    /// How long a caller waits for methods without <see cref="ResponseTimeoutAttribute"/>. Default 30 s.
    /// </summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
