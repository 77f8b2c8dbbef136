vcl 4.1;

# Varnish before one bot. `varnishadm backend.list` says healthy or sick.
probe well {
    # One status is well and no other, so the page must not say 206.
    .url = "/healthz?strict=1";
    .expected_response = 200;
    .interval = 15s;
    .timeout = 5s;
    .window = 3;
    .threshold = 2;
    .initial = 1;
}

backend clanmatch {
    .host = "127.0.0.1";
    .port = "10000";
    .probe = well;
}

sub vcl_recv {
    # The pages tell of now; nothing of them is kept.
    return (pass);
}
