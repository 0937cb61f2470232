// Generated from driver-toolkit-backend/src/http/openapi.yaml by `yarn generate`. Do not edit.

/** The HTTP API's OpenAPI 3.0 description. */
export const openApiSpec = {
  "openapi": "3.0.3",
  "info": {
    "title": "driver-toolkit",
    "version": "1",
    "description": "Kernels, Driver Toolkit images and the builds that make them.",
    "license": {
      "name": "Apache-2.0",
      "url": "http://www.apache.org/licenses/LICENSE-2.0.html"
    }
  },
  "servers": [
    {
      "url": "/"
    }
  ],
  "paths": {
    "/sources": {
      "get": {
        "operationId": "GetSources",
        "x-permission": "driver-toolkit.index.read",
        "description": "Every kernel source and image repository, with the outcome of its last reads.",
        "responses": {
          "200": {
            "description": "All of them",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/SourceList"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/sources/{id}/refresh": {
      "post": {
        "operationId": "RefreshSource",
        "x-permission": "driver-toolkit.source.refresh",
        "description": "Reads a kernel source or image repository now and answers when the read has ended. A failed read answers 200 with the error on the source.",
        "parameters": [
          {
            "$ref": "#/components/parameters/SourceId"
          },
          {
            "name": "acceptRemoval",
            "in": "query",
            "description": "Store the reading even if it lacks more than the limit for one refresh.",
            "schema": {
              "type": "boolean"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The source after the read",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Source"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/health": {
      "get": {
        "operationId": "GetHealth",
        "x-permission": "driver-toolkit.index.read",
        "description": "The age of each source's data. A source is overdue if its last successful read is older than three intervals of its schedule.",
        "responses": {
          "200": {
            "description": "No source is overdue",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Health"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "503": {
            "description": "At least one source is overdue, or an error as on every route",
            "content": {
              "application/json": {
                "schema": {
                  "oneOf": [
                    {
                      "$ref": "#/components/schemas/Health"
                    },
                    {
                      "$ref": "#/components/schemas/Error"
                    }
                  ]
                }
              }
            }
          }
        }
      }
    },
    "/coverage": {
      "get": {
        "operationId": "GetCoverage",
        "x-permission": "driver-toolkit.index.read",
        "description": "For each kernel and architecture, newest kernel first: the state of the toolkit image, and the drivers built for it.",
        "parameters": [
          {
            "name": "source",
            "in": "query",
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "driver",
            "in": "query",
            "description": "Only this driver container, by its entity reference.",
            "schema": {
              "type": "string"
            }
          },
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Cursor"
          }
        ],
        "responses": {
          "200": {
            "description": "A page of it",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/CoveragePage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/kernels": {
      "get": {
        "operationId": "GetKernels",
        "x-permission": "driver-toolkit.index.read",
        "description": "Kernels, newest first by RPM order.",
        "parameters": [
          {
            "name": "source",
            "in": "query",
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "arch",
            "in": "query",
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "variant",
            "in": "query",
            "schema": {
              "$ref": "#/components/schemas/Variant"
            }
          },
          {
            "name": "q",
            "in": "query",
            "description": "Part of the version-release.",
            "schema": {
              "type": "string",
              "maxLength": 128
            }
          },
          {
            "name": "imageState",
            "in": "query",
            "schema": {
              "$ref": "#/components/schemas/ImageState"
            }
          },
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Cursor"
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/KernelPage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/kernels/{source}/{kernel}": {
      "get": {
        "operationId": "GetKernel",
        "x-permission": "driver-toolkit.index.read",
        "description": "One kernel of a source.",
        "parameters": [
          {
            "name": "source",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "kernel",
            "in": "path",
            "required": true,
            "description": "version-release, such as 5.14.0-391.el9",
            "schema": {
              "type": "string"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The kernel",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Kernel"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/images": {
      "get": {
        "operationId": "GetImages",
        "x-permission": "driver-toolkit.index.read",
        "description": "Toolkit images, newest kernel first.",
        "parameters": [
          {
            "name": "repository",
            "in": "query",
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "kernel",
            "in": "query",
            "description": "version-release of the kernel the image is for",
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "entityRef",
            "in": "query",
            "description": "Reference of the image's entity in the catalog",
            "schema": {
              "type": "string",
              "maxLength": 512
            }
          },
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Cursor"
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ImagePage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/images/{repository}/{tag}": {
      "get": {
        "operationId": "GetImage",
        "x-permission": "driver-toolkit.index.read",
        "description": "One toolkit image, with its attachments.",
        "parameters": [
          {
            "name": "repository",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "tag",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The image",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Image"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/matrix": {
      "get": {
        "operationId": "GetMatrix",
        "x-permission": "driver-toolkit.index.read",
        "description": "The toolkit images of a source's kernels to build, newest kernel first, as a job matrix for CI services. One line of JSON with at most 256 entries; the entries of a kernel stay together.",
        "parameters": [
          {
            "name": "source",
            "in": "query",
            "required": true,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "repository",
            "in": "query",
            "required": true,
            "description": "The image repository the images are for.",
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "missing",
            "in": "query",
            "description": "Only images that the repository lacks; false: all images that can be built.",
            "schema": {
              "type": "boolean",
              "default": true
            }
          },
          {
            "name": "perArchitecture",
            "in": "query",
            "description": "One entry for each architecture of a kernel, with a runner; false: one for each kernel.",
            "schema": {
              "type": "boolean",
              "default": false
            }
          },
          {
            "name": "limit",
            "in": "query",
            "description": "Kernels at most.",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 256
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The matrix; empty lists where nothing is to be built",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Matrix"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "description": "The source was never read successfully, or an error as on every route",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Error"
                }
              }
            }
          }
        }
      }
    },
    "/snapshot": {
      "get": {
        "operationId": "GetSnapshot",
        "x-permission": "driver-toolkit.index.read",
        "description": "The whole index in one consistent read, for programs that keep a copy of it, such as the catalog module. The `ETag` stays the same while only times of reads change (`lastAttempt`, `lastSuccess`, `refreshing`).",
        "parameters": [
          {
            "name": "If-None-Match",
            "in": "header",
            "description": "The `ETag` of the caller's copy.",
            "schema": {
              "type": "string",
              "maxLength": 1024
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The index",
            "headers": {
              "ETag": {
                "schema": {
                  "type": "string"
                }
              }
            },
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Snapshot"
                }
              }
            }
          },
          "304": {
            "description": "The caller's copy is current."
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/builds": {
      "get": {
        "operationId": "GetBuilds",
        "x-permission": "driver-toolkit.build.read",
        "description": "Builds, newest first.",
        "parameters": [
          {
            "name": "entityRef",
            "in": "query",
            "description": "A kernel, toolkit image or driver container entity the builds belong to.",
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "state",
            "in": "query",
            "schema": {
              "$ref": "#/components/schemas/BuildState"
            }
          },
          {
            "name": "type",
            "in": "query",
            "schema": {
              "$ref": "#/components/schemas/BuildType"
            }
          },
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Cursor"
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/BuildPage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      },
      "post": {
        "operationId": "CreateBuild",
        "x-permission": "driver-toolkit.build.create",
        "description": "Queues a build for each architecture and returns the first of them. If an architecture already has an unfinished build of the same target, that build is used; 200 if that applies to all of them.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/BuildRequest"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The unfinished build of the same target",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RequestedBuild"
                }
              }
            }
          },
          "201": {
            "description": "The new build",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RequestedBuild"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/builds/{id}": {
      "get": {
        "operationId": "GetBuild",
        "x-permission": "driver-toolkit.build.read",
        "description": "One build.",
        "parameters": [
          {
            "$ref": "#/components/parameters/BuildId"
          }
        ],
        "responses": {
          "200": {
            "description": "The build",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Build"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/builds/{id}/cancel": {
      "post": {
        "operationId": "CancelBuild",
        "x-permission": "driver-toolkit.build.cancel",
        "description": "Asks a queued or running build to stop. A finished build answers 409. Once its image has been pushed, it is too late: the build succeeds.",
        "parameters": [
          {
            "$ref": "#/components/parameters/BuildId"
          }
        ],
        "responses": {
          "200": {
            "description": "The build; it stays running until its process has ended",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Build"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/builds/{id}/retry": {
      "post": {
        "operationId": "RetryBuild",
        "x-permission": "driver-toolkit.build.create",
        "description": "Queues a new build of a finished build's target.",
        "parameters": [
          {
            "$ref": "#/components/parameters/BuildId"
          }
        ],
        "responses": {
          "200": {
            "description": "The unfinished build of the same target",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RequestedBuild"
                }
              }
            }
          },
          "201": {
            "description": "The new build",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/RequestedBuild"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/builds/{id}/log": {
      "get": {
        "operationId": "GetBuildLog",
        "x-permission": "driver-toolkit.build.read",
        "description": "The log as text, from the line after `after`.",
        "parameters": [
          {
            "$ref": "#/components/parameters/BuildId"
          },
          {
            "$ref": "#/components/parameters/After"
          }
        ],
        "responses": {
          "200": {
            "description": "The lines",
            "content": {
              "text/plain": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/builds/{id}/events": {
      "get": {
        "operationId": "GetBuildEvents",
        "x-permission": "driver-toolkit.build.read",
        "description": "Server-sent events: `log` (a LogLine, its id is the sequence number), `state` (a Build), a comment as heartbeat every 15 s. The stream ends after the state event of a finished build, or earlier if the caller's token expires or the caller may no longer read the build. `Last-Event-ID` resumes like `after`. A caller may read 32 logs at a time; beyond that, the answer is 429.",
        "parameters": [
          {
            "$ref": "#/components/parameters/BuildId"
          },
          {
            "$ref": "#/components/parameters/After"
          }
        ],
        "responses": {
          "200": {
            "description": "The stream",
            "content": {
              "text/event-stream": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/builds/{id}/verdict": {
      "get": {
        "operationId": "GetBuildVerdict",
        "x-permission": "driver-toolkit.build.read",
        "description": "What was read and checked of the modules of a driver build's image.",
        "parameters": [
          {
            "$ref": "#/components/parameters/BuildId"
          }
        ],
        "responses": {
          "200": {
            "description": "The verdict",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/BuildVerdict"
                }
              }
            }
          },
          "204": {
            "description": "The build has none, because it is not checked yet, or failed before."
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/verdicts": {
      "get": {
        "operationId": "GetVerdicts",
        "x-permission": "driver-toolkit.build.read",
        "description": "Finds driver images by their modules, newest verdict first. A verdict has to meet every condition.",
        "parameters": [
          {
            "name": "module",
            "in": "query",
            "description": "Name of a module, or of its file without the ending.",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 128
            }
          },
          {
            "name": "symbol",
            "in": "query",
            "description": "A symbol that a module needs, such as kmalloc_trace.",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 512
            }
          },
          {
            "name": "srcversion",
            "in": "query",
            "description": "Hash of a module's source, as modinfo shows it.",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 64
            }
          },
          {
            "name": "signer",
            "in": "query",
            "description": "Common name in a module's signature, as modinfo shows it.",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 256
            }
          },
          {
            "name": "record",
            "in": "query",
            "description": "Id of the record, such as the provenance of an image names it.",
            "schema": {
              "type": "string",
              "pattern": "^sha256:[0-9a-f]{64}$"
            }
          },
          {
            "name": "entityRef",
            "in": "query",
            "description": "A driver container's Component.",
            "schema": {
              "type": "string",
              "maxLength": 512
            }
          },
          {
            "name": "latest",
            "in": "query",
            "description": "Only the newest verdict of each driver, kernel, variant and architecture.",
            "schema": {
              "type": "boolean",
              "default": false
            }
          },
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Cursor"
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/VerdictPage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/builders": {
      "get": {
        "operationId": "GetBuilders",
        "x-permission": "driver-toolkit.build.read",
        "description": "Every configured builder, with its load, free space and problems.",
        "responses": {
          "200": {
            "description": "Every configured builder",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/BuilderList"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/claims": {
      "get": {
        "operationId": "GetClaims",
        "x-permission": "driver-toolkit.index.read",
        "description": "The owner of each driver image, in the order of the images' names.",
        "parameters": [
          {
            "name": "image",
            "in": "query",
            "description": "Registry and repository, without a tag.",
            "schema": {
              "type": "string",
              "maxLength": 512
            }
          },
          {
            "name": "entityRef",
            "in": "query",
            "description": "The driver container that owns the image.",
            "schema": {
              "type": "string",
              "maxLength": 512
            }
          },
          {
            "name": "state",
            "in": "query",
            "schema": {
              "$ref": "#/components/schemas/ImageClaimState"
            }
          },
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Cursor"
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ImageClaimPage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/claims/{id}": {
      "get": {
        "operationId": "GetClaim",
        "x-permission": "driver-toolkit.index.read",
        "description": "The owner of one driver image.",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClaimId"
          }
        ],
        "responses": {
          "200": {
            "description": "The claim",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ImageClaim"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/claims/{id}/move": {
      "post": {
        "operationId": "MoveClaim",
        "x-permission": "driver-toolkit.claim.manage",
        "description": "Gives an image, including a disputed one, to a driver. Unfinished builds of the image for other drivers are cancelled; a build that is already pushing may still finish.",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClaimId"
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/ImageClaimant"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "The changed claim",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ImageClaim"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/claims/{id}/release": {
      "post": {
        "operationId": "ReleaseClaim",
        "x-permission": "driver-toolkit.claim.manage",
        "description": "Releases an image: the next driver that builds it claims it. Unfinished builds of the image are cancelled.",
        "parameters": [
          {
            "$ref": "#/components/parameters/ClaimId"
          }
        ],
        "responses": {
          "200": {
            "description": "The changed claim",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ImageClaim"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/driver-claim": {
      "get": {
        "operationId": "GetDriverClaim",
        "x-permission": "driver-toolkit.index.read",
        "description": "The image of a driver container, the repository it is built from, and who owns the image.",
        "parameters": [
          {
            "name": "entityRef",
            "in": "query",
            "required": true,
            "description": "The driver container's Component.",
            "schema": {
              "type": "string",
              "maxLength": 512
            }
          }
        ],
        "responses": {
          "200": {
            "description": "What is known",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/DriverClaim"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/drivers/{namespace}/{name}/verdicts": {
      "get": {
        "operationId": "GetDriverVerdicts",
        "x-permission": "driver-toolkit.build.read",
        "description": "The newest verdict of a driver for each kernel, variant and architecture, newest first.",
        "parameters": [
          {
            "$ref": "#/components/parameters/DriverNamespace"
          },
          {
            "$ref": "#/components/parameters/DriverName"
          },
          {
            "$ref": "#/components/parameters/Limit"
          },
          {
            "$ref": "#/components/parameters/Cursor"
          }
        ],
        "responses": {
          "200": {
            "description": "One page",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/VerdictPage"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/drivers/{namespace}/{name}/certificates": {
      "get": {
        "operationId": "GetModuleCertificates",
        "x-permission": "driver-toolkit.index.read",
        "description": "The certificates that verify a driver's modules. Nodes enrol each of them; the first belongs to the key that signs.",
        "parameters": [
          {
            "$ref": "#/components/parameters/DriverNamespace"
          },
          {
            "$ref": "#/components/parameters/DriverName"
          }
        ],
        "responses": {
          "200": {
            "description": "None if the portal does not sign the driver's modules",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/ModuleCertificateList"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/drivers/{namespace}/{name}/certificate": {
      "get": {
        "operationId": "GetModuleCertificate",
        "x-permission": "driver-toolkit.index.read",
        "description": "One certificate of a driver as a file. `mokutil --import` takes DER.",
        "parameters": [
          {
            "$ref": "#/components/parameters/DriverNamespace"
          },
          {
            "$ref": "#/components/parameters/DriverName"
          },
          {
            "name": "format",
            "in": "query",
            "schema": {
              "type": "string",
              "enum": [
                "der",
                "pem"
              ],
              "default": "der"
            }
          },
          {
            "name": "key",
            "in": "query",
            "description": "Name of its key. Default: the key that signs.",
            "schema": {
              "type": "string",
              "maxLength": 40
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The file",
            "content": {
              "application/pkix-cert": {
                "schema": {
                  "type": "string",
                  "format": "binary"
                }
              },
              "application/x-pem-file": {
                "schema": {
                  "type": "string"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/drivers/{namespace}/{name}/manifests": {
      "get": {
        "operationId": "GetDriverManifests",
        "x-permission": "driver-toolkit.index.read",
        "description": "What deploys a driver, from the `driver.yaml` of its repository's newest commit and the images that the portal built.",
        "parameters": [
          {
            "$ref": "#/components/parameters/DriverNamespace"
          },
          {
            "$ref": "#/components/parameters/DriverName"
          },
          {
            "name": "for",
            "in": "query",
            "required": true,
            "description": "What to render. `openshift` alone means DaemonSets for OpenShift.",
            "schema": {
              "type": "array",
              "minItems": 1,
              "maxItems": 5,
              "items": {
                "$ref": "#/components/schemas/ManifestKind"
              }
            }
          },
          {
            "name": "kernel",
            "in": "query",
            "description": "`uname -r` of the nodes. Default: the newest kernels that the portal built an image for, up to 50.",
            "schema": {
              "type": "array",
              "maxItems": 50,
              "items": {
                "type": "string",
                "maxLength": 100,
                "pattern": "^[A-Za-z0-9._+~^-]+$"
              }
            }
          },
          {
            "name": "targetName",
            "in": "query",
            "description": "Name of the objects. Default: that of the entity.",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 63
            }
          },
          {
            "name": "targetNamespace",
            "in": "query",
            "description": "Namespace of the objects.",
            "schema": {
              "type": "string",
              "maxLength": 63,
              "default": "default"
            }
          },
          {
            "name": "imagePullSecret",
            "in": "query",
            "description": "Secret with the registry's credentials.",
            "schema": {
              "type": "string",
              "maxLength": 253
            }
          },
          {
            "name": "selector",
            "in": "query",
            "description": "Labels that nodes must have, each `<key>=<value>`.",
            "schema": {
              "type": "array",
              "maxItems": 20,
              "items": {
                "type": "string",
                "maxLength": 400
              }
            }
          },
          {
            "name": "toleration",
            "in": "query",
            "description": "Taints that nodes may have, each `<key>[=<value>][:<effect>]`.",
            "schema": {
              "type": "array",
              "maxItems": 20,
              "items": {
                "type": "string",
                "maxLength": 400
              }
            }
          },
          {
            "name": "pin",
            "in": "query",
            "description": "KMM: map each kernel to its image, by digest.",
            "schema": {
              "type": "boolean",
              "default": false
            }
          },
          {
            "name": "orderedUpgrade",
            "in": "query",
            "description": "KMM: upgrade node by node, by the version of the driver and a label of the node.",
            "schema": {
              "type": "boolean",
              "default": true
            }
          },
          {
            "name": "probes",
            "in": "query",
            "description": "DaemonSets: the image has the commands for probes.",
            "schema": {
              "type": "boolean",
              "default": true
            }
          },
          {
            "name": "firmwarePath",
            "in": "query",
            "description": "DaemonSets: the nodes' folder for firmware.",
            "schema": {
              "type": "string",
              "maxLength": 200,
              "pattern": "^/[A-Za-z0-9._/-]+$",
              "default": "/lib/firmware"
            }
          },
          {
            "name": "bootcImage",
            "in": "query",
            "description": "The bootc image to add the driver to.",
            "schema": {
              "type": "string",
              "maxLength": 512,
              "pattern": "^[A-Za-z0-9._:/@-]+$"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "A file of each kind",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/DriverManifests"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/maintain": {
      "get": {
        "operationId": "GetMaintenance",
        "x-permission": "driver-toolkit.build.read",
        "description": "Every maintained library, with the reports of its last runs.",
        "responses": {
          "200": {
            "description": "All of them",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/MaintenanceList"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    },
    "/maintain/{source}/{repository}/run": {
      "post": {
        "operationId": "RunMaintenance",
        "x-permission": "driver-toolkit.library.maintain",
        "description": "Runs the maintenance of a library now, like its schedule, and answers when the run has ended: its builds are queued then, but not finished. During a run, another request answers 409.",
        "parameters": [
          {
            "name": "source",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string"
            }
          },
          {
            "name": "repository",
            "in": "path",
            "required": true,
            "schema": {
              "type": "string"
            }
          }
        ],
        "responses": {
          "200": {
            "description": "The report of the run",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/MaintenanceRun"
                }
              }
            }
          },
          "400": {
            "$ref": "#/components/responses/Invalid"
          },
          "401": {
            "$ref": "#/components/responses/Unauthenticated"
          },
          "403": {
            "$ref": "#/components/responses/Forbidden"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "409": {
            "$ref": "#/components/responses/Conflict"
          },
          "503": {
            "$ref": "#/components/responses/Unavailable"
          }
        }
      }
    }
  },
  "components": {
    "responses": {
      "Invalid": {
        "description": "The request does not match this description, or cannot be carried out as it is; the message says why.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Unauthenticated": {
        "description": "There is no token, or it is not valid.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Forbidden": {
        "description": "The caller lacks the permission that the message names.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "NotFound": {
        "description": "It does not exist, or the caller may not see it.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Conflict": {
        "description": "The current state does not allow it; the message says why.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "TooManyRequests": {
        "description": "The caller already reads the maximum number of logs.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      },
      "Unavailable": {
        "description": "The backend cannot answer now, because a service that it needs has failed, or because its configuration is wrong. In the latter case, the error is named `WrongConfigurationError` and stays until the configuration is corrected.",
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Error"
            }
          }
        }
      }
    },
    "parameters": {
      "DriverNamespace": {
        "name": "namespace",
        "in": "path",
        "required": true,
        "description": "Namespace of the driver container's Component.",
        "schema": {
          "type": "string",
          "maxLength": 63
        }
      },
      "DriverName": {
        "name": "name",
        "in": "path",
        "required": true,
        "description": "Name of the driver container's Component.",
        "schema": {
          "type": "string",
          "maxLength": 63
        }
      },
      "SourceId": {
        "name": "id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string"
        }
      },
      "BuildId": {
        "name": "id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "format": "uuid"
        }
      },
      "ClaimId": {
        "name": "id",
        "in": "path",
        "required": true,
        "schema": {
          "type": "string",
          "format": "uuid"
        }
      },
      "Limit": {
        "name": "limit",
        "in": "query",
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 500,
          "default": 50
        }
      },
      "Cursor": {
        "name": "cursor",
        "in": "query",
        "description": "nextCursor of the page before.",
        "schema": {
          "type": "string",
          "maxLength": 1024
        }
      },
      "After": {
        "name": "after",
        "in": "query",
        "description": "Sequence number of the last line already known.",
        "schema": {
          "type": "integer",
          "minimum": 0,
          "default": 0
        }
      }
    },
    "schemas": {
      "Error": {
        "type": "object",
        "required": [
          "error",
          "response"
        ],
        "properties": {
          "error": {
            "type": "object",
            "required": [
              "name",
              "message"
            ],
            "properties": {
              "name": {
                "type": "string",
                "description": "Such as `NotFoundError`"
              },
              "message": {
                "type": "string",
                "description": "A sentence for people"
              }
            }
          },
          "request": {
            "type": "object",
            "properties": {
              "method": {
                "type": "string"
              },
              "url": {
                "type": "string"
              }
            }
          },
          "response": {
            "type": "object",
            "required": [
              "statusCode"
            ],
            "properties": {
              "statusCode": {
                "type": "integer"
              }
            }
          }
        }
      },
      "Variant": {
        "type": "string",
        "enum": [
          "default",
          "rt",
          "64k",
          "debug",
          "rt-debug",
          "64k-debug",
          "rt-64k",
          "rt-64k-debug"
        ]
      },
      "ImageState": {
        "type": "string",
        "description": "`absent` only if the registry answered that the tag does not exist; `unknown` if neither is certain.",
        "enum": [
          "present",
          "absent",
          "unknown"
        ]
      },
      "BuildType": {
        "type": "string",
        "enum": [
          "toolkit",
          "driver"
        ]
      },
      "BuildState": {
        "type": "string",
        "enum": [
          "queued",
          "running",
          "verifying",
          "pushing",
          "succeeded",
          "failed",
          "cancelled"
        ]
      },
      "Source": {
        "type": "object",
        "required": [
          "id",
          "kind",
          "type",
          "title",
          "refreshing",
          "items",
          "warnings"
        ],
        "properties": {
          "id": {
            "type": "string"
          },
          "kind": {
            "type": "string",
            "enum": [
              "kernels",
              "images"
            ]
          },
          "type": {
            "type": "string",
            "description": "rpm, or oci for an image repository"
          },
          "title": {
            "type": "string"
          },
          "refreshing": {
            "type": "boolean"
          },
          "items": {
            "type": "integer",
            "description": "Kernels or tags in the last successful read."
          },
          "lastAttempt": {
            "type": "string",
            "format": "date-time"
          },
          "lastSuccess": {
            "type": "string",
            "format": "date-time"
          },
          "error": {
            "type": "string",
            "description": "Why the last read failed; absent after a success."
          },
          "warnings": {
            "type": "array",
            "description": "Parts that the last successful read could not get, such as one architecture.",
            "items": {
              "type": "string"
            }
          },
          "incomplete": {
            "type": "object",
            "description": "Since when architectures of a kernel source, by their RPM names, or the `tags` of an image repository could not be read completely. Such an architecture keeps its last kernels. If the tags are incomplete, a tag that is not listed is unknown.",
            "additionalProperties": {
              "type": "string",
              "format": "date-time"
            }
          },
          "held": {
            "type": "object",
            "description": "A reading that is held back because it lacks too much. Refreshing with acceptRemoval stores the next one.",
            "required": [
              "reasons",
              "since"
            ],
            "properties": {
              "reasons": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              },
              "since": {
                "type": "string",
                "format": "date-time"
              }
            }
          }
        }
      },
      "SourceList": {
        "type": "object",
        "required": [
          "items"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Source"
            }
          }
        }
      },
      "Flavour": {
        "type": "object",
        "description": "One kernel build for one architecture and variant.",
        "required": [
          "architecture",
          "variant",
          "release",
          "unameRelease",
          "buildable",
          "packages"
        ],
        "properties": {
          "architecture": {
            "type": "string",
            "description": "RPM name, such as x86_64"
          },
          "variant": {
            "$ref": "#/components/schemas/Variant"
          },
          "release": {
            "type": "string",
            "description": "version-release of its packages; differs from the kernel if rt has a release of its own"
          },
          "unameRelease": {
            "type": "string",
            "description": "`uname -r`, as the package provides it"
          },
          "buildable": {
            "type": "boolean",
            "description": "Whether a toolkit image can be built for it: its source has the package with the kernel, the one for its modules, and the kernel packages that these require."
          },
          "obstacle": {
            "type": "string",
            "description": "Why it is not buildable, as a sentence, if its source knows"
          },
          "packages": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Package names."
          }
        }
      },
      "Kernel": {
        "type": "object",
        "required": [
          "source",
          "kernel",
          "tag",
          "entityRef",
          "flavours",
          "retired",
          "imageState",
          "images"
        ],
        "properties": {
          "source": {
            "type": "string"
          },
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "tag": {
            "type": "string",
            "description": "The image tag of this kernel."
          },
          "entityRef": {
            "type": "string"
          },
          "flavours": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Flavour"
            }
          },
          "retired": {
            "type": "boolean",
            "description": "It left its source, but an image or a driver still uses it."
          },
          "imageState": {
            "$ref": "#/components/schemas/ImageState"
          },
          "toolkitImages": {
            "type": "array",
            "description": "Toolkit images that come with its source, such as those of OpenShift releases.",
            "items": {
              "$ref": "#/components/schemas/ReleasedToolkitImage"
            }
          },
          "releasesWithoutToolkit": {
            "type": "array",
            "description": "Releases of its source whose nodes run this kernel, without a toolkit image for it.",
            "items": {
              "$ref": "#/components/schemas/ReleasesWithoutToolkit"
            }
          },
          "otherSources": {
            "type": "array",
            "description": "Other sources that have a toolkit image of this kernel, or the packages to build one, where its own source has neither for some architecture.",
            "items": {
              "$ref": "#/components/schemas/KernelElsewhere"
            }
          },
          "images": {
            "type": "array",
            "description": "One for each repository that this source is matched against.",
            "items": {
              "$ref": "#/components/schemas/KernelImage"
            }
          },
          "latestBuild": {
            "$ref": "#/components/schemas/Build"
          }
        }
      },
      "KernelImage": {
        "type": "object",
        "required": [
          "repository",
          "reference",
          "state",
          "architectures",
          "entityRef"
        ],
        "properties": {
          "repository": {
            "type": "string"
          },
          "reference": {
            "type": "string",
            "description": "image:tag"
          },
          "state": {
            "allOf": [
              {
                "$ref": "#/components/schemas/ImageState"
              }
            ],
            "description": "Of the tag; the image may still lack an architecture."
          },
          "reason": {
            "type": "string",
            "description": "Why the state of the tag or of an architecture is unknown."
          },
          "architectures": {
            "type": "array",
            "description": "Of the kernel, by their RPM names.",
            "items": {
              "type": "object",
              "required": [
                "architecture",
                "state"
              ],
              "properties": {
                "architecture": {
                  "type": "string"
                },
                "state": {
                  "$ref": "#/components/schemas/ImageState"
                }
              }
            }
          },
          "stale": {
            "$ref": "#/components/schemas/Staleness"
          },
          "digest": {
            "type": "string"
          },
          "entityRef": {
            "type": "string"
          }
        }
      },
      "Staleness": {
        "type": "array",
        "description": "Why a build would give a different image now.",
        "items": {
          "type": "string"
        }
      },
      "ReleasedToolkitImage": {
        "type": "object",
        "required": [
          "architecture",
          "reference",
          "releases",
          "releaseCount"
        ],
        "properties": {
          "architecture": {
            "type": "string",
            "description": "RPM name, such as x86_64"
          },
          "reference": {
            "type": "string",
            "description": "Image by its digest."
          },
          "releases": {
            "type": "array",
            "description": "The newest releases it is part of, newest first.",
            "items": {
              "type": "string"
            }
          },
          "releaseCount": {
            "type": "integer",
            "description": "Number of releases that it is part of."
          }
        }
      },
      "ReleasesWithoutToolkit": {
        "type": "object",
        "required": [
          "architecture",
          "releases",
          "releaseCount",
          "toolkits"
        ],
        "properties": {
          "architecture": {
            "type": "string",
            "description": "RPM name, such as x86_64"
          },
          "releases": {
            "type": "array",
            "description": "The newest of them, newest first.",
            "items": {
              "type": "string"
            }
          },
          "releaseCount": {
            "type": "integer",
            "description": "Number of these releases."
          },
          "toolkits": {
            "type": "array",
            "description": "Their toolkit images, for other kernels; may be empty.",
            "items": {
              "type": "object",
              "required": [
                "reference",
                "kernel"
              ],
              "properties": {
                "reference": {
                  "type": "string",
                  "description": "Image by its digest."
                },
                "kernel": {
                  "type": "string",
                  "description": "version-release of its kernel"
                }
              }
            }
          }
        }
      },
      "KernelElsewhere": {
        "type": "object",
        "required": [
          "source",
          "entityRef",
          "imageState",
          "references",
          "architectures"
        ],
        "properties": {
          "source": {
            "type": "string"
          },
          "entityRef": {
            "type": "string",
            "description": "Of the kernel there."
          },
          "imageState": {
            "$ref": "#/components/schemas/ImageState"
          },
          "references": {
            "type": "array",
            "description": "Existing toolkit images of that source, as image:tag.",
            "items": {
              "type": "string"
            }
          },
          "architectures": {
            "type": "array",
            "description": "Architectures for which that source has the packages, by their RPM names.",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "Health": {
        "type": "object",
        "required": [
          "healthy",
          "sources"
        ],
        "properties": {
          "healthy": {
            "type": "boolean"
          },
          "sources": {
            "type": "array",
            "items": {
              "type": "object",
              "required": [
                "id",
                "overdue"
              ],
              "properties": {
                "id": {
                  "type": "string"
                },
                "lastSuccess": {
                  "type": "string",
                  "format": "date-time"
                },
                "ageSeconds": {
                  "type": "integer",
                  "description": "Since the last successful read."
                },
                "overdue": {
                  "type": "boolean",
                  "description": "Whether it, or a part of it, was not read successfully for too long."
                },
                "incomplete": {
                  "type": "array",
                  "description": "Architectures, or `tags`, that could not be read completely for too long.",
                  "items": {
                    "type": "string"
                  }
                },
                "error": {
                  "type": "string"
                }
              }
            }
          }
        }
      },
      "CoveragePage": {
        "type": "object",
        "required": [
          "items",
          "totalItems"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/KernelCoverage"
            }
          },
          "totalItems": {
            "type": "integer"
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "KernelCoverage": {
        "type": "object",
        "required": [
          "source",
          "kernel",
          "entityRef",
          "retired",
          "architectures"
        ],
        "properties": {
          "source": {
            "type": "string"
          },
          "kernel": {
            "type": "string"
          },
          "entityRef": {
            "type": "string"
          },
          "retired": {
            "type": "boolean"
          },
          "architectures": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/ArchitectureCoverage"
            }
          }
        }
      },
      "ArchitectureCoverage": {
        "type": "object",
        "required": [
          "architecture",
          "buildable",
          "images",
          "drivers"
        ],
        "properties": {
          "architecture": {
            "type": "string",
            "description": "RPM name, such as x86_64"
          },
          "buildable": {
            "type": "boolean"
          },
          "images": {
            "type": "array",
            "description": "The toolkit image in each repository.",
            "items": {
              "type": "object",
              "required": [
                "repository",
                "state"
              ],
              "properties": {
                "repository": {
                  "type": "string"
                },
                "state": {
                  "$ref": "#/components/schemas/ImageState"
                },
                "reason": {
                  "type": "string",
                  "description": "Why the state is unknown."
                },
                "stale": {
                  "$ref": "#/components/schemas/Staleness"
                }
              }
            }
          },
          "toolkitImage": {
            "$ref": "#/components/schemas/ReleasedToolkitImage"
          },
          "latestBuild": {
            "$ref": "#/components/schemas/CoverageBuild"
          },
          "drivers": {
            "type": "array",
            "description": "Driver containers that were built for it, each with its latest build.",
            "items": {
              "type": "object",
              "required": [
                "entityRef",
                "build"
              ],
              "properties": {
                "entityRef": {
                  "type": "string"
                },
                "build": {
                  "$ref": "#/components/schemas/CoverageBuild"
                }
              }
            }
          }
        }
      },
      "CoverageBuild": {
        "type": "object",
        "required": [
          "id",
          "state",
          "createdAt"
        ],
        "properties": {
          "id": {
            "type": "string"
          },
          "state": {
            "$ref": "#/components/schemas/BuildState"
          },
          "createdAt": {
            "type": "string",
            "format": "date-time"
          },
          "imageReference": {
            "type": "string"
          },
          "digest": {
            "type": "string"
          }
        }
      },
      "KernelPage": {
        "type": "object",
        "required": [
          "items",
          "totalItems"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Kernel"
            }
          },
          "totalItems": {
            "type": "integer"
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "Platform": {
        "type": "object",
        "required": [
          "architecture",
          "os",
          "digest"
        ],
        "properties": {
          "architecture": {
            "type": "string",
            "description": "OCI name, such as amd64"
          },
          "os": {
            "type": "string"
          },
          "variant": {
            "type": "string"
          },
          "digest": {
            "type": "string"
          },
          "size": {
            "type": "integer",
            "description": "Bytes of its compressed layers."
          },
          "created": {
            "type": "string",
            "format": "date-time"
          },
          "error": {
            "type": "string",
            "description": "Why this platform's image could not be read. The image may or may not exist; the other fields are from the manifest list."
          }
        }
      },
      "Image": {
        "type": "object",
        "required": [
          "repository",
          "tag",
          "reference",
          "entityRef",
          "labels",
          "platforms",
          "kernels"
        ],
        "properties": {
          "repository": {
            "type": "string"
          },
          "tag": {
            "type": "string"
          },
          "reference": {
            "type": "string",
            "description": "image:tag"
          },
          "entityRef": {
            "type": "string"
          },
          "digest": {
            "type": "string",
            "description": "Digest of the manifest or manifest list the tag names."
          },
          "mediaType": {
            "type": "string"
          },
          "size": {
            "type": "integer",
            "description": "Bytes of the compressed layers over all platforms."
          },
          "created": {
            "type": "string",
            "format": "date-time"
          },
          "labels": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            }
          },
          "platforms": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Platform"
            }
          },
          "kernels": {
            "type": "array",
            "description": "Kernels that this tag is the image of.",
            "items": {
              "$ref": "#/components/schemas/KernelRef"
            }
          },
          "error": {
            "type": "string",
            "description": "Why details of this tag could not be read."
          },
          "stale": {
            "$ref": "#/components/schemas/Staleness"
          },
          "referrers": {
            "type": "array",
            "description": "Attachments, such as an SBOM or a signature.",
            "items": {
              "$ref": "#/components/schemas/Referrer"
            }
          }
        }
      },
      "Referrer": {
        "type": "object",
        "required": [
          "digest"
        ],
        "properties": {
          "digest": {
            "type": "string"
          },
          "artifactType": {
            "type": "string"
          },
          "mediaType": {
            "type": "string"
          },
          "size": {
            "type": "integer",
            "description": "Bytes."
          },
          "subject": {
            "type": "string",
            "description": "Digest of the platform's image that it is attached to; absent if it is attached to what the tag names."
          },
          "kind": {
            "type": "string",
            "enum": [
              "sbom",
              "signature",
              "provenance"
            ]
          }
        }
      },
      "KernelRef": {
        "type": "object",
        "required": [
          "source",
          "kernel",
          "entityRef"
        ],
        "properties": {
          "source": {
            "type": "string"
          },
          "kernel": {
            "type": "string"
          },
          "entityRef": {
            "type": "string"
          }
        }
      },
      "ImagePage": {
        "type": "object",
        "required": [
          "items",
          "totalItems"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Image"
            }
          },
          "totalItems": {
            "type": "integer"
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "Snapshot": {
        "type": "object",
        "required": [
          "complete",
          "sources",
          "kernels",
          "images"
        ],
        "properties": {
          "complete": {
            "type": "boolean",
            "description": "False while some source has never been read; nothing may be removed on its word."
          },
          "sources": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Source"
            }
          },
          "kernels": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Kernel"
            }
          },
          "images": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Image"
            }
          }
        }
      },
      "Matrix": {
        "type": "object",
        "description": "Every requested kernel that can be built is in exactly one of `versions`, `omitted` and `unknown`.",
        "required": [
          "versions",
          "include",
          "omitted",
          "unknown",
          "warnings"
        ],
        "properties": {
          "versions": {
            "type": "array",
            "description": "The kernels of `include`, version-release.",
            "items": {
              "type": "string"
            }
          },
          "include": {
            "type": "array",
            "maxItems": 256,
            "items": {
              "$ref": "#/components/schemas/MatrixEntry"
            }
          },
          "omitted": {
            "type": "array",
            "description": "Kernels beyond the limit.",
            "items": {
              "type": "string"
            }
          },
          "unknown": {
            "type": "array",
            "description": "Kernels whose image may or may not be missing.",
            "items": {
              "$ref": "#/components/schemas/UnknownKernel"
            }
          },
          "warnings": {
            "type": "array",
            "description": "What the last reads of the source lacked, such as one architecture.",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "MatrixEntry": {
        "oneOf": [
          {
            "$ref": "#/components/schemas/KernelMatrixEntry"
          },
          {
            "$ref": "#/components/schemas/ArchitectureMatrixEntry"
          }
        ]
      },
      "MatrixImage": {
        "type": "object",
        "description": "What both forms of an entry say about the image to build. An unknown string is empty.",
        "required": [
          "kernel",
          "source",
          "image",
          "tags",
          "baseImage",
          "rtKernel",
          "rhelVersion",
          "repositories",
          "keep"
        ],
        "properties": {
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "source": {
            "type": "string"
          },
          "image": {
            "type": "string",
            "description": "repository:tag"
          },
          "tags": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "baseImage": {
            "type": "string"
          },
          "rtKernel": {
            "type": "string",
            "description": "version-release of the real-time packages; empty without them"
          },
          "rhelVersion": {
            "type": "string",
            "description": "Minor release in the name of the kernel, such as 9.4; otherwise empty"
          },
          "repositories": {
            "type": "string",
            "description": "Build argument REPOSITORIES: repositories of the kernel, in case those of the base image lack it; may be empty"
          },
          "keep": {
            "type": "array",
            "description": "Images of other architectures under the tag, by digest. A build must keep them in the manifest list.",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "KernelMatrixEntry": {
        "allOf": [
          {
            "$ref": "#/components/schemas/MatrixImage"
          },
          {
            "type": "object",
            "required": [
              "architectures",
              "platforms"
            ],
            "properties": {
              "architectures": {
                "type": "array",
                "description": "To build for; RPM names, such as x86_64",
                "items": {
                  "type": "string"
                }
              },
              "platforms": {
                "type": "array",
                "description": "The same as OCI platforms, such as linux/amd64",
                "items": {
                  "type": "string"
                }
              }
            }
          }
        ]
      },
      "ArchitectureMatrixEntry": {
        "allOf": [
          {
            "$ref": "#/components/schemas/MatrixImage"
          },
          {
            "type": "object",
            "required": [
              "architecture",
              "platform",
              "runner",
              "emulated"
            ],
            "properties": {
              "architecture": {
                "type": "string",
                "description": "To build for; RPM name, such as x86_64"
              },
              "platform": {
                "type": "string",
                "description": "The same as an OCI platform, such as linux/amd64"
              },
              "runner": {
                "type": "string",
                "description": "Label of the GitHub Actions runner, such as ubuntu-24.04"
              },
              "emulated": {
                "type": "boolean",
                "description": "Whether the runner has another architecture."
              }
            }
          }
        ]
      },
      "UnknownKernel": {
        "type": "object",
        "required": [
          "kernel",
          "reason"
        ],
        "properties": {
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "reason": {
            "type": "string",
            "description": "Why it is unknown."
          }
        }
      },
      "BuildRequest": {
        "description": "A toolkit build takes architectures, repository and force. A driver build takes entityRef, which is required, architecture and variant.",
        "type": "object",
        "required": [
          "type",
          "source",
          "kernel"
        ],
        "additionalProperties": false,
        "properties": {
          "type": {
            "$ref": "#/components/schemas/BuildType"
          },
          "source": {
            "type": "string"
          },
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "architectures": {
            "type": "array",
            "minItems": 1,
            "maxItems": 16,
            "items": {
              "type": "string"
            },
            "description": "RPM names; default: all that the image lacks and the builders have"
          },
          "repository": {
            "type": "string",
            "description": "Image repository; default: the first that the source is matched against"
          },
          "force": {
            "type": "boolean",
            "description": "Build even if the image exists."
          },
          "entityRef": {
            "type": "string",
            "description": "The driver container's Component."
          },
          "architecture": {
            "type": "string",
            "description": "RPM name; default: the first that the toolkit image and the builders have in common"
          },
          "variant": {
            "$ref": "#/components/schemas/Variant"
          }
        }
      },
      "BuildError": {
        "type": "object",
        "description": "Of limited length; a list of builds has only the beginning of the message.",
        "required": [
          "message"
        ],
        "properties": {
          "message": {
            "type": "string"
          },
          "step": {
            "type": "string",
            "description": "The instruction that failed, as podman prints it."
          },
          "lines": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "The last lines before the failure."
          },
          "transient": {
            "type": "boolean",
            "description": "Whether a retry may succeed: a registry or mirror was unreachable, a disk was full, or a backend died"
          }
        }
      },
      "Build": {
        "type": "object",
        "required": [
          "id",
          "type",
          "state",
          "source",
          "kernel",
          "architecture",
          "imageReference",
          "createdAt",
          "requestedBy",
          "cancelRequested",
          "lastSequence"
        ],
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid"
          },
          "type": {
            "$ref": "#/components/schemas/BuildType"
          },
          "state": {
            "$ref": "#/components/schemas/BuildState"
          },
          "source": {
            "type": "string"
          },
          "kernel": {
            "type": "string"
          },
          "architecture": {
            "type": "string",
            "description": "RPM name"
          },
          "variant": {
            "$ref": "#/components/schemas/Variant"
          },
          "repository": {
            "type": "string",
            "description": "Image repository of a toolkit build."
          },
          "entityRef": {
            "type": "string",
            "description": "The driver container's Component."
          },
          "imageReference": {
            "type": "string",
            "description": "image:tag that is built"
          },
          "digest": {
            "type": "string",
            "description": "Digest read back from the registry."
          },
          "builder": {
            "type": "string"
          },
          "requestedBy": {
            "type": "string",
            "description": "Entity ref of a person or service subject."
          },
          "createdAt": {
            "type": "string",
            "format": "date-time"
          },
          "startedAt": {
            "type": "string",
            "format": "date-time"
          },
          "finishedAt": {
            "type": "string",
            "format": "date-time"
          },
          "cancelRequested": {
            "type": "boolean"
          },
          "error": {
            "$ref": "#/components/schemas/BuildError"
          },
          "lastSequence": {
            "type": "integer",
            "description": "Sequence number of the last log line so far."
          }
        }
      },
      "RequestedBuild": {
        "allOf": [
          {
            "$ref": "#/components/schemas/Build"
          },
          {
            "type": "object",
            "properties": {
              "siblings": {
                "type": "array",
                "description": "Builds of the other architectures of this request.",
                "items": {
                  "$ref": "#/components/schemas/Build"
                }
              },
              "leftOut": {
                "type": "array",
                "description": "Requested or missing architectures that are not built.",
                "items": {
                  "type": "object",
                  "required": [
                    "architecture",
                    "reason"
                  ],
                  "properties": {
                    "architecture": {
                      "type": "string",
                      "description": "RPM name"
                    },
                    "reason": {
                      "type": "string"
                    }
                  }
                }
              }
            }
          }
        ]
      },
      "BuildPage": {
        "type": "object",
        "required": [
          "items",
          "totalItems"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Build"
            }
          },
          "totalItems": {
            "type": "integer"
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "LogLine": {
        "type": "object",
        "required": [
          "seq",
          "time",
          "line"
        ],
        "properties": {
          "seq": {
            "type": "integer",
            "minimum": 1
          },
          "time": {
            "type": "string",
            "format": "date-time"
          },
          "line": {
            "type": "string",
            "description": "Without the line end; ANSI kept."
          }
        }
      },
      "ImageClaimState": {
        "type": "string",
        "description": "`claimed`: only one driver may build the image. `disputed`: several have built it, and none may until a person decides. `released`: the next driver that builds it gets it.",
        "enum": [
          "claimed",
          "disputed",
          "released"
        ]
      },
      "ImageClaimant": {
        "type": "object",
        "description": "A driver: its entity together with its source repository.",
        "required": [
          "entityRef",
          "sourceRepository"
        ],
        "additionalProperties": false,
        "properties": {
          "entityRef": {
            "type": "string",
            "maxLength": 512,
            "description": "The driver container's Component."
          },
          "sourceRepository": {
            "type": "string",
            "maxLength": 2048,
            "description": "host/owner/repository, such as github.com/acme/nic-driver"
          }
        }
      },
      "ImageClaim": {
        "type": "object",
        "required": [
          "id",
          "image",
          "state",
          "claimants",
          "changedAt",
          "changedBy"
        ],
        "properties": {
          "id": {
            "type": "string",
            "format": "uuid"
          },
          "image": {
            "type": "string",
            "description": "Registry and repository, without a tag."
          },
          "state": {
            "$ref": "#/components/schemas/ImageClaimState"
          },
          "owner": {
            "$ref": "#/components/schemas/ImageClaimant"
          },
          "claimants": {
            "type": "array",
            "description": "Drivers that have built a disputed image; at most 20.",
            "items": {
              "$ref": "#/components/schemas/ImageClaimant"
            }
          },
          "changedAt": {
            "type": "string",
            "format": "date-time"
          },
          "changedBy": {
            "type": "string",
            "description": "Entity ref of a person or service subject."
          }
        }
      },
      "ImageClaimPage": {
        "type": "object",
        "required": [
          "items",
          "totalItems"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/ImageClaim"
            }
          },
          "totalItems": {
            "type": "integer"
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "DriverClaim": {
        "type": "object",
        "required": [
          "entityRef",
          "refusals"
        ],
        "properties": {
          "entityRef": {
            "type": "string"
          },
          "image": {
            "type": "string",
            "description": "Registry and repository of its images, without a tag; absent if they may not be pushed."
          },
          "sourceRepository": {
            "type": "string",
            "description": "host/owner/repository; absent if it may not be built from there."
          },
          "claim": {
            "$ref": "#/components/schemas/ImageClaim"
          },
          "refusals": {
            "type": "array",
            "description": "Why it cannot be built; empty if it can.",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "ModuleCertificateList": {
        "type": "object",
        "required": [
          "items"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/ModuleCertificate"
            }
          }
        }
      },
      "ManifestKind": {
        "type": "string",
        "enum": [
          "kmm",
          "daemonset",
          "openshift",
          "preflight",
          "bootc"
        ]
      },
      "DriverManifests": {
        "type": "object",
        "description": "What deploys a driver.",
        "required": [
          "files",
          "warnings",
          "kernels"
        ],
        "properties": {
          "files": {
            "type": "array",
            "items": {
              "type": "object",
              "required": [
                "kind",
                "name",
                "content"
              ],
              "properties": {
                "kind": {
                  "type": "string",
                  "enum": [
                    "kmm",
                    "daemonset",
                    "preflight",
                    "bootc"
                  ]
                },
                "name": {
                  "type": "string",
                  "description": "Such as module.yaml."
                },
                "content": {
                  "type": "string"
                }
              }
            }
          },
          "warnings": {
            "type": "array",
            "description": "What the manifests cannot express, a sentence each.",
            "items": {
              "type": "string"
            }
          },
          "kernels": {
            "type": "array",
            "description": "The kernels that they are for.",
            "items": {
              "type": "object",
              "required": [
                "unameRelease"
              ],
              "properties": {
                "unameRelease": {
                  "type": "string"
                },
                "reference": {
                  "type": "string",
                  "description": "The image that the portal built for it, image:tag."
                },
                "digest": {
                  "type": "string"
                }
              }
            }
          },
          "commit": {
            "type": "string",
            "description": "The version of the repository whose driver.yaml was read."
          }
        }
      },
      "ModuleCertificate": {
        "type": "object",
        "description": "The certificate of a key for kernel modules.",
        "required": [
          "key",
          "signs",
          "subject",
          "serialNumber",
          "fingerprint",
          "validFrom",
          "validTo",
          "pem"
        ],
        "properties": {
          "key": {
            "type": "string",
            "description": "Name of its key."
          },
          "signs": {
            "type": "boolean",
            "description": "Whether new builds are signed with its key."
          },
          "subject": {
            "type": "string",
            "description": "Such as O=Acme, CN=Modules"
          },
          "serialNumber": {
            "type": "string",
            "description": "Upper-case hexadecimal, as modinfo shows it."
          },
          "fingerprint": {
            "type": "string",
            "description": "sha256 of the certificate in DER."
          },
          "validFrom": {
            "type": "string",
            "format": "date-time"
          },
          "validTo": {
            "type": "string",
            "format": "date-time",
            "description": "Kernels load modules after it, too."
          },
          "pem": {
            "type": "string"
          }
        }
      },
      "VerdictSummary": {
        "type": "object",
        "description": "The verdict on the modules of a driver build's image, for one architecture.",
        "required": [
          "buildId",
          "record",
          "passed",
          "entityRef",
          "source",
          "kernel",
          "variant",
          "architecture",
          "unameRelease",
          "imageReference",
          "checkedAt",
          "modules",
          "moduleCount",
          "symbolCount",
          "symbolsChecked",
          "signers",
          "warnings"
        ],
        "properties": {
          "buildId": {
            "type": "string",
            "format": "uuid"
          },
          "record": {
            "type": "string",
            "description": "Id of the record: `sha256:` and the hash of its JSON."
          },
          "passed": {
            "type": "boolean"
          },
          "refusal": {
            "type": "string",
            "description": "Why it did not pass, as a sentence."
          },
          "entityRef": {
            "type": "string",
            "description": "The driver container's Component."
          },
          "source": {
            "type": "string"
          },
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "variant": {
            "$ref": "#/components/schemas/Variant"
          },
          "architecture": {
            "type": "string",
            "description": "RPM name"
          },
          "unameRelease": {
            "type": "string",
            "description": "`uname -r`"
          },
          "imageReference": {
            "type": "string",
            "description": "image:tag"
          },
          "digest": {
            "type": "string",
            "description": "Digest that the tag names; absent unless it was pushed."
          },
          "checkedAt": {
            "type": "string",
            "format": "date-time"
          },
          "modules": {
            "type": "array",
            "maxItems": 10,
            "description": "Names of the first modules.",
            "items": {
              "type": "string"
            }
          },
          "moduleCount": {
            "type": "integer"
          },
          "symbolCount": {
            "type": "integer",
            "description": "Different symbols that the modules need."
          },
          "symbolsChecked": {
            "type": "boolean",
            "description": "Whether the toolkit image lists the symbols of its kernel."
          },
          "signers": {
            "type": "array",
            "description": "Common names in the signatures.",
            "items": {
              "type": "string"
            }
          },
          "warnings": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "VerdictPage": {
        "type": "object",
        "required": [
          "items",
          "totalItems"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/VerdictSummary"
            }
          },
          "totalItems": {
            "type": "integer"
          },
          "nextCursor": {
            "type": "string"
          }
        }
      },
      "BuildVerdict": {
        "allOf": [
          {
            "$ref": "#/components/schemas/VerdictSummary"
          },
          {
            "type": "object",
            "required": [
              "verdict"
            ],
            "properties": {
              "verdict": {
                "$ref": "#/components/schemas/DriverVerdict"
              }
            }
          }
        ]
      },
      "DriverVerdict": {
        "type": "object",
        "description": "What was read and checked of the modules of a driver image for one architecture. The same modules, held against the same toolkit, give the same JSON and therefore the same id.",
        "required": [
          "format",
          "passed",
          "entityRef",
          "source",
          "kernel",
          "variant",
          "architecture",
          "unameRelease",
          "heldAgainst",
          "modules",
          "symbols",
          "exports",
          "warnings"
        ],
        "properties": {
          "format": {
            "type": "integer",
            "description": "Of this record; 1."
          },
          "passed": {
            "type": "boolean"
          },
          "entityRef": {
            "type": "string",
            "description": "The driver container's Component."
          },
          "source": {
            "type": "string"
          },
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "variant": {
            "$ref": "#/components/schemas/Variant"
          },
          "architecture": {
            "type": "string",
            "description": "RPM name"
          },
          "unameRelease": {
            "type": "string",
            "description": "`uname -r`"
          },
          "driverVersion": {
            "type": "string",
            "description": "As its driver.yaml says."
          },
          "heldAgainst": {
            "type": "object",
            "required": [
              "toolkit"
            ],
            "properties": {
              "toolkit": {
                "type": "string",
                "description": "The toolkit image by its digest."
              },
              "symbolRecord": {
                "type": "string",
                "description": "Id of the record of what its kernel offers; absent if the toolkit image does not say so."
              },
              "kernelSymbols": {
                "type": "integer",
                "description": "Number of the symbols that its kernel offers; absent if the toolkit image does not list them."
              }
            }
          },
          "modules": {
            "type": "array",
            "description": "In the order of their paths.",
            "items": {
              "$ref": "#/components/schemas/VerdictModule"
            }
          },
          "omittedModules": {
            "type": "integer",
            "description": "Number of modules beyond the record's size."
          },
          "symbols": {
            "allOf": [
              {
                "$ref": "#/components/schemas/VerdictSymbols"
              }
            ],
            "description": "What the modules need and do not offer each other: of the kernel, or of other drivers."
          },
          "exports": {
            "allOf": [
              {
                "$ref": "#/components/schemas/VerdictSymbols"
              }
            ],
            "description": "What the modules offer."
          },
          "omittedSymbols": {
            "type": "integer",
            "description": "Number of symbols beyond the record's size."
          },
          "warnings": {
            "type": "array",
            "description": "What a person should look at, as sentences.",
            "items": {
              "type": "string"
            }
          },
          "refusal": {
            "$ref": "#/components/schemas/VerdictRefusal"
          },
          "boot": {
            "$ref": "#/components/schemas/VerdictBoot"
          }
        }
      },
      "VerdictBoot": {
        "type": "object",
        "description": "What the toolkit's kernel did with the modules when it was booted; absent if it was not. It is the image's own claim: the driver's code ran inside that kernel.",
        "required": [
          "modules"
        ],
        "properties": {
          "modules": {
            "type": "array",
            "maxItems": 256,
            "description": "The driver's modules, in load order.",
            "items": {
              "type": "object",
              "required": [
                "name",
                "state"
              ],
              "properties": {
                "name": {
                  "type": "string"
                },
                "state": {
                  "type": "string",
                  "enum": [
                    "loaded",
                    "no-device",
                    "no-provider",
                    "refused",
                    "untried"
                  ],
                  "description": "`no-device`: its init answered -ENODEV, because the machine does not have its hardware; `no-provider`: a module that it needs did; `refused`: it was not loaded; `untried`: the check failed earlier."
                },
                "unloaded": {
                  "type": "boolean",
                  "description": "Whether it could be unloaded; absent if it was not loaded."
                }
              }
            }
          },
          "failure": {
            "type": "object",
            "description": "Why the check failed; absent if all modules were loaded, or found no hardware.",
            "required": [
              "reason"
            ],
            "properties": {
              "reason": {
                "type": "string",
                "enum": [
                  "refused",
                  "oops",
                  "warning",
                  "hung",
                  "flooded",
                  "unfinished"
                ]
              },
              "module": {
                "type": "string",
                "description": "What was being loaded or unloaded; absent if it was no module."
              },
              "errno": {
                "type": "integer"
              }
            }
          },
          "lines": {
            "type": "array",
            "maxItems": 20,
            "description": "The kernel's lines about the failure.",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "VerdictModule": {
        "type": "object",
        "description": "A kernel module of a driver image.",
        "required": [
          "name",
          "path",
          "machine",
          "depends",
          "versioned"
        ],
        "properties": {
          "name": {
            "type": "string",
            "description": "As the kernel knows it, with `_` for `-`."
          },
          "path": {
            "type": "string",
            "description": "In the image."
          },
          "machine": {
            "type": "string",
            "description": "RPM name of the architecture of its code, or a description."
          },
          "version": {
            "type": "string",
            "description": "The driver's own."
          },
          "srcversion": {
            "type": "string",
            "description": "A hash of its source."
          },
          "vermagic": {
            "type": "string"
          },
          "license": {
            "type": "string"
          },
          "depends": {
            "type": "array",
            "description": "Modules that must be loaded before.",
            "items": {
              "type": "string"
            }
          },
          "signature": {
            "type": "object",
            "description": "As modinfo shows it; empty if it is damaged.",
            "properties": {
              "signer": {
                "type": "string",
                "description": "Common name of the issuer."
              },
              "key": {
                "type": "string",
                "description": "Serial number of the certificate, or identifier of the key."
              },
              "hash": {
                "type": "string",
                "description": "Such as sha256."
              }
            }
          },
          "compression": {
            "type": "string",
            "enum": [
              "gz",
              "xz",
              "zst"
            ]
          },
          "versioned": {
            "type": "boolean",
            "description": "Whether it lists the symbols that it needs, with checksums."
          }
        }
      },
      "VerdictSymbols": {
        "type": "object",
        "description": "Symbols in the order of their names, each with its checksum.",
        "required": [
          "names"
        ],
        "properties": {
          "names": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "crcs": {
            "type": "array",
            "description": "In the order of the names; absent in a kernel without CONFIG_MODVERSIONS.",
            "items": {
              "type": "integer"
            }
          }
        }
      },
      "VerdictRefusal": {
        "type": "object",
        "description": "Why a driver image did not pass.",
        "required": [
          "message",
          "mismatches",
          "mismatchCount"
        ],
        "properties": {
          "message": {
            "type": "string"
          },
          "module": {
            "type": "string",
            "description": "Path of the refused module."
          },
          "mismatches": {
            "type": "array",
            "maxItems": 20,
            "description": "The first symbols that do not match.",
            "items": {
              "type": "object",
              "required": [
                "symbol",
                "needed"
              ],
              "properties": {
                "symbol": {
                  "type": "string"
                },
                "needed": {
                  "type": "integer",
                  "description": "Checksum that the module needs."
                },
                "offered": {
                  "type": "integer",
                  "description": "Checksum that is offered; absent if nothing offers the symbol."
                }
              }
            }
          },
          "mismatchCount": {
            "type": "integer"
          }
        }
      },
      "MaintenanceList": {
        "type": "object",
        "required": [
          "items"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Maintenance"
            }
          }
        }
      },
      "Maintenance": {
        "type": "object",
        "description": "A library: the images of a kernel source in a repository, and how they are maintained.",
        "required": [
          "source",
          "repository",
          "keepLatest",
          "budget",
          "rebuildStale",
          "running",
          "runs"
        ],
        "properties": {
          "source": {
            "type": "string"
          },
          "repository": {
            "type": "string"
          },
          "keepLatest": {
            "type": "integer",
            "description": "Number of newest kernels that get an image."
          },
          "budget": {
            "type": "integer",
            "description": "Builds that one run may queue."
          },
          "rebuildStale": {
            "type": "boolean"
          },
          "retention": {
            "type": "object",
            "required": [
              "keepLatest",
              "dryRun"
            ],
            "properties": {
              "keepLatest": {
                "type": "integer",
                "description": "Number of newest kernels whose tags stay."
              },
              "dryRun": {
                "type": "boolean"
              }
            }
          },
          "running": {
            "type": "boolean"
          },
          "runs": {
            "type": "array",
            "description": "The last finished runs, newest first.",
            "items": {
              "$ref": "#/components/schemas/MaintenanceRun"
            }
          }
        }
      },
      "MaintenanceRun": {
        "type": "object",
        "required": [
          "id",
          "startedAt",
          "finishedAt",
          "requestedBy",
          "problems",
          "queued",
          "skipped",
          "tags"
        ],
        "properties": {
          "id": {
            "type": "string"
          },
          "startedAt": {
            "type": "string",
            "format": "date-time"
          },
          "finishedAt": {
            "type": "string",
            "format": "date-time"
          },
          "requestedBy": {
            "type": "string",
            "description": "Entity ref of a person or service subject."
          },
          "problems": {
            "type": "array",
            "description": "Why something could not be done at all.",
            "items": {
              "type": "string"
            }
          },
          "queued": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/QueuedImage"
            }
          },
          "skipped": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/SkippedImage"
            }
          },
          "tags": {
            "type": "array",
            "description": "Tags of old kernels.",
            "items": {
              "$ref": "#/components/schemas/OldTag"
            }
          }
        }
      },
      "QueuedImage": {
        "type": "object",
        "required": [
          "kernel",
          "architecture",
          "cause",
          "buildId"
        ],
        "properties": {
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "architecture": {
            "type": "string",
            "description": "RPM name, such as x86_64"
          },
          "cause": {
            "type": "string",
            "enum": [
              "missing",
              "stale"
            ]
          },
          "buildId": {
            "type": "string",
            "format": "uuid"
          }
        }
      },
      "SkippedImage": {
        "type": "object",
        "description": "An image that the library should have, and why it was not queued.",
        "required": [
          "kernel",
          "cause",
          "reason"
        ],
        "properties": {
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "architecture": {
            "type": "string",
            "description": "RPM name, such as x86_64"
          },
          "cause": {
            "type": "string",
            "description": "`unknown`: it may or may not be missing. `unbuildable`: its packages are missing. `unchanged`: its last build failed or gave the same image, and its inputs are the same. `unfinished`: a build of it is under way. `budget`: the run had used up its budget. `later`: its last build had a transient failure and is retried later. `refused`: it cannot be built now.",
            "enum": [
              "unknown",
              "unbuildable",
              "unchanged",
              "unfinished",
              "budget",
              "later",
              "refused"
            ]
          },
          "reason": {
            "type": "string"
          },
          "buildId": {
            "type": "string",
            "format": "uuid",
            "description": "The build that `reason` is about."
          }
        }
      },
      "OldTag": {
        "type": "object",
        "required": [
          "tag",
          "outcome"
        ],
        "properties": {
          "tag": {
            "type": "string"
          },
          "digest": {
            "type": "string"
          },
          "kernel": {
            "type": "string",
            "description": "version-release"
          },
          "outcome": {
            "type": "string",
            "description": "`listed`: the next run deletes it, unless `dryRun` is true. `deleted`: it is gone. `kept`: it stays; the reason says why.",
            "enum": [
              "listed",
              "deleted",
              "kept"
            ]
          },
          "reason": {
            "type": "string"
          }
        }
      },
      "Builder": {
        "type": "object",
        "required": [
          "id",
          "type",
          "architectures",
          "reachable",
          "concurrency",
          "running",
          "queued",
          "problems"
        ],
        "properties": {
          "id": {
            "type": "string"
          },
          "type": {
            "type": "string"
          },
          "architectures": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "reachable": {
            "type": "boolean"
          },
          "version": {
            "type": "string",
            "description": "Version of its program, such as 4.3.1 of podman"
          },
          "concurrency": {
            "type": "integer"
          },
          "running": {
            "type": "integer"
          },
          "queued": {
            "type": "integer",
            "description": "Queued builds that this builder could take."
          },
          "builds": {
            "type": "array",
            "description": "What it builds.",
            "items": {
              "type": "string",
              "enum": [
                "toolkits",
                "drivers"
              ]
            }
          },
          "freeBytes": {
            "type": "integer",
            "description": "Free space of its image storage."
          },
          "storage": {
            "$ref": "#/components/schemas/BuilderStorage"
          },
          "problems": {
            "type": "array",
            "description": "What is missing, and how to install it.",
            "items": {
              "type": "string"
            }
          }
        }
      },
      "BuilderStorage": {
        "type": "object",
        "description": "Its images on the backend's machine, in bytes of layers; absent if they are on another machine.",
        "required": [
          "path",
          "maxBytes",
          "toolkits",
          "drivers",
          "images",
          "kept"
        ],
        "properties": {
          "path": {
            "type": "string"
          },
          "maxBytes": {
            "type": "integer",
            "description": "Beyond this, the least recently used storages are removed."
          },
          "toolkits": {
            "type": "integer",
            "description": "Storage in which toolkits are built."
          },
          "drivers": {
            "type": "integer",
            "description": "Storages in which drivers are built, one each."
          },
          "images": {
            "type": "integer",
            "description": "Toolkit images that drivers are built with, one storage each."
          },
          "kept": {
            "type": "integer",
            "description": "Toolkit images that stay on this builder, one storage each."
          }
        }
      },
      "BuilderList": {
        "type": "object",
        "required": [
          "items"
        ],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/Builder"
            }
          }
        }
      }
    }
  }
};
